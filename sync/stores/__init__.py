"""Where rows and files live: SQLite and a folder on one machine, DynamoDB and S3 on AWS."""
