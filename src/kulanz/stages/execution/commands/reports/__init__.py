"""What technicians' devices send: kept once each, and nothing of it lost."""
