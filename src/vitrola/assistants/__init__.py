"""The metric layer for assistants: the dashboard's questions as tools of the Model Context Protocol."""
