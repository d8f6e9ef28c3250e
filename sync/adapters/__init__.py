"""One file per outside service: an HTTP answer becomes one of our errors here and nowhere else."""
