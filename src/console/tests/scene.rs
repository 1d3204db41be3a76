//! Hall, live transcript, figures, health and the public screen.
