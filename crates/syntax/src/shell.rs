//! Shell scripts as the command lines they hold.
