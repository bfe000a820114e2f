//! Each folder of `fixtures/` in, one line of text per fact out, beside it as `<folder>.snap`.

milepost_testkit::fixtures!(detect_coverage::DETECTOR);
