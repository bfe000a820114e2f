//! Hand-made pairs of snapshots, and what is said of them: one test binary, a module for each
//! subject.

mod adding_up;
mod capabilities;
mod causes;
mod made;
mod population;
mod same_things;
mod surroundings;
mod verdicts;
