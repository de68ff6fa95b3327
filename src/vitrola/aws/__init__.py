"""What a deployment on AWS needs: templates with their parameters, and the archive of the job."""
