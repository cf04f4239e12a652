"""What Foedus costs: time and memory of the commands, the kernel, the law and the evidence."""
