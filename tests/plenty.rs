//! Two nights of an organisation of two thousand repositories, counted.
