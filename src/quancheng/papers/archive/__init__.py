"""The archive: a closed matter as one volume (件) that is read and checked without this program."""
