"""What several interfaces show alike: forms, what a page holds, files out and in. No addresses, no rules."""
