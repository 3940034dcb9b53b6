"""What must last: objects (an S3 server or a directory), the manifests, the register. Imports ``dossier`` only."""
