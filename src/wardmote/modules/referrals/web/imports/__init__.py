"""The pages on which files of reports are brought in, and looked back on."""
