"""What goes over the wire: shapes of requests and answers, a file for each noun."""
