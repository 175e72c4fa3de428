"""What an auditor needs who has nothing of ours."""
