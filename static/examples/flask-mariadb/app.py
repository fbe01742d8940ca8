import os

from flask import Flask

app = Flask(__name__)


@app.route("/")
def hello():
    return f"Hello, World! My database is {os.environ['DB_HOST']}.\n"


if __name__ == "__main__":
    # 0.0.0.0: on 127.0.0.1 the published port would reach nobody.
    app.run(host="0.0.0.0", port=5000)
