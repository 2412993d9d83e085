"""The edge of Kutip: chats, people, the terminal and the command line. All about news is asked of `retrieval`."""
