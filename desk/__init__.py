"""What people see and decide: the desk."""
