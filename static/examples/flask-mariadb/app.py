import os

from flask import Flask

app = Flask(__name__)


@app.route("/")
def hello():
    return f"Hello, World! My database is {os.environ['DB_HOST']}.\n"


if __name__ == "__main__":
    # A server that listens only on 127.0.0.1 can't be reached through the published port.
    app.run(host="0.0.0.0", port=5000)
