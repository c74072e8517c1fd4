"""Coverage-guided fuzzing of what reads other people's bytes (https://github.com/google/atheris)."""
