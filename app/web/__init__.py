"""The web door: the API, the page that Gradio carries, and the guard in front of both."""
