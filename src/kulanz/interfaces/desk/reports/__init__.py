"""Service reports and technicians' devices as the office sees them."""
