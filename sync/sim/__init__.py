"""Simulators of the outside services: judges that speak the services' HTTP on loopback (demo and tests)."""
