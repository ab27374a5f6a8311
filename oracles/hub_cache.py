"""Holds Pare's use of Hugging Face's cache against huggingface_hub's own.

A small hub on this machine serves one model, its weights by a redirect to a second port. huggingface_hub and
`pare pull` each download it into a cache of their own; the two must hold the same files, links and refs. Then each
program finds the model, offline, in the cache that the other one filled.

    python oracles/hub_cache.py MODEL_FOLDER      (a folder with config.json, tokenizer.json and model.safetensors)

Needs: huggingface_hub (checked with 2.4.0), and a built ./pare.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "org/model"


def blob(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def entry(name, content):
    found = {"type": "file", "path": name, "size": len(content), "oid": blob(content)}
    if name.endswith(".safetensors"):
        hash = hashlib.sha256(content).hexdigest()
        found["lfs"] = {"oid": hash, "size": len(content), "pointerSize": 100}
    return found


def serve(files):
    tokens = []  # what each server was told

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def answer(self, status, body=b"", **headers):
            self.send_response(status)
            length = headers.pop("length", len(body))
            for name, value in {**headers, "Content-Length": str(length)}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_GET(self):
            tokens.append((self.server.server_port, self.headers.get("Authorization")))
            path = self.path.split("?")[0]
            if "/tree/" in path:
                entries = [entry(name, content) for name, content in files.items()]
                return self.answer(200, json.dumps(entries).encode(), Content_Type="application/json")
            if path.startswith("/api/models/"):
                listing = {"id": NAME, "modelId": NAME, "sha": COMMIT, "tags": [], "downloads": 0, "private": False}
                listing["siblings"] = [{"rfilename": name} for name in files]
                return self.answer(200, json.dumps(listing).encode(), Content_Type="application/json")
            name = path.rsplit("/", 1)[1]
            if name not in files:
                return self.answer(404)
            content = files[name]
            if path.startswith("/stored/"):
                return self.answer(200, content)
            if name.endswith(".safetensors"):
                return self.answer(
                    302,
                    Location=f"http://localhost:{store.server_port}/stored/{name}",
                    X_Repo_Commit=COMMIT,
                    X_Linked_Etag=f'"{hashlib.sha256(content).hexdigest()}"',
                    X_Linked_Size=str(len(content)),
                )
            self.answer(200, content, ETag=f'"{blob(content)}"', X_Repo_Commit=COMMIT)

        do_HEAD = do_GET

    hub, store = (ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2))
    for server in (hub, store):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return hub.server_port, store.server_port, tokens


def tree(root):
    """Blobs, refs and snapshots; links by their targets, files by their content. Not huggingface_hub's own listings."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = "-> " + os.readlink(path)
        elif path.is_file() and ".locks" not in name and "/trees/" not in name and not name.endswith("CACHEDIR.TAG"):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def run(command, **variables):
    return subprocess.run(command, env={**os.environ, **variables}, check=True, stdout=subprocess.PIPE, text=True).stdout


def main(folder):
    pare = str(pathlib.Path(__file__).parent.parent / "pare")
    names = ["config.json", "tokenizer.json", "model.safetensors"]
    files = {name: (pathlib.Path(folder) / name).read_bytes() for name in names}
    port, store, tokens = serve(files)
    with tempfile.TemporaryDirectory() as temp:
        ours, theirs = (pathlib.Path(temp) / name for name in ("ours", "theirs"))
        common = {"HF_ENDPOINT": f"http://localhost:{port}", "HF_TOKEN": "hf_secret", "HF_HUB_DISABLE_XET": "1"}
        common["PARE_CACHE"] = temp
        python = "from huggingface_hub import snapshot_download as get, scan_cache_dir as scan; "
        get = [sys.executable, "-c", python + f"print(get('{NAME}'))"]
        run(get, HF_HOME=str(theirs), **common)
        del tokens[:]
        run([pare, "pull", "hf:" + NAME], HF_HOME=str(ours), **common)
        assert ("Bearer hf_secret" in {token for at, token in tokens if at == port}), "no token at the endpoint"
        assert {token for at, token in tokens if at == store} == {None}, "the token leaked"
        assert tree(ours / "hub") == tree(theirs / "hub"), (tree(ours / "hub"), tree(theirs / "hub"))
        del tokens[:]
        offline = {**common, "HF_HUB_OFFLINE": "1"}
        print(run(get, HF_HOME=str(ours), **offline), end="")
        scan = "r = scan(); print(r.size_on_disk, len(r.repos), r.warnings)"
        print(run([sys.executable, "-c", python + scan], HF_HOME=str(ours), **offline), end="")
        print(run([pare, "inspect", "hf:" + NAME], HF_HOME=str(theirs), **offline), end="")
        print(run([pare, "models"], HF_HOME=str(theirs), **offline), end="")
        assert not tokens, "asked a network"
    print("the same: files, links, refs; each reads the other's")


main(sys.argv[1])
