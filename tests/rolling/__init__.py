"""Two versions on one database: the code of an earlier commit at work on the tables of this one. Run by `make rolling`."""
