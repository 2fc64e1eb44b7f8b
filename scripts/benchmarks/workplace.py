"""What benchmarks share: the Python environment of the peers, the built programs, child processes
that answer in JSON."""
import json, os, pathlib, platform, subprocess, sys

root = pathlib.Path(__file__).resolve().parents[2]
# A Python environment takes minutes and gigabytes; it is kept, and its making is taken up again
# where it stopped.
packages = ["torch", "numpy"]


def peer_python(*more):
    """The Python that has PyTorch and `more` packages from PyPI, under .build-peers/ or where
    CRESCENT_PEERS says."""
    python = base_python()
    missing = [name for name in more if subprocess.run(
        [python, "-m", "pip", "show", "-q", name], stderr=subprocess.DEVNULL).returncode != 0]
    if missing:
        print(f"bench: adding {', '.join(missing)}", file=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "-q", *missing], check=True)
    return python


def base_python():
    folder = pathlib.Path(os.environ.get("CRESCENT_PEERS", root / ".build-peers"))
    python, stamp = folder / "bin/python", folder / "packages.stamp"
    if python.exists() and (stamp.exists() or "CRESCENT_PEERS" in os.environ):
        return python
    print(f"bench: making {folder} with {', '.join(packages)} (gigabytes, once)", file=sys.stderr)
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    stamp.touch()
    return python


def program(product):
    """The path of a product of the package, built where sources have changed."""
    script = (f"source scripts/setup.sh; require_swift; install_missing; "
              f"exec swift build -c release --product {product}")
    print(f"bench: building {product}", file=sys.stderr)
    done = subprocess.run(["bash", "-c", script], cwd=root, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}\nbench: the build of {product} failed")
    return root / ".build/release" / product


# What a shell may have set for other programs, which would bind a library to a slower kernel.
bound = ("OPENBLAS_", "GOTO_", "OMP_", "GOMP_", "KMP_", "MKL_", "BLIS_", "DNNL_", "ONEDNN_", "CRESCENT_ISA",
         "ATEN_CPU_CAPABILITY", "FAISS_", "NPY_")


def environment(threads, **more):
    """Equal threads for both sides, and nothing else that binds either of them."""
    free = {name: value for name, value in os.environ.items() if not name.startswith(bound)}
    return dict(free, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), **more)


def processor():
    """The model, and the widest of what it has that kernels are made for."""
    with open("/proc/cpuinfo") as file:
        lines = [line.split(":", 1) for line in file if ":" in line]
    values = {name.strip(): value.strip() for name, value in reversed(lines)}
    flags = set(values.get("flags", "").split())
    kinds = [("amx_bf16", "AMX"), ("avx512_bf16", "AVX-512 with bf16"), ("avx512f", "AVX-512"),
             ("avx2", "AVX2")]
    return f"{values.get('model name', platform.processor())}, " + next(
        (name for flag, name in kinds if flag in flags), "SSE")


def core_types():
    """Names of OpenBLAS's kernels that this processor can run, as OPENBLAS_CORETYPE takes them; an old
    copy of it that does not know the processor picks a slow one by itself."""
    with open("/proc/cpuinfo") as file:
        flags = set(next((line for line in file if line.startswith("flags")), "").split())
    needs = {"Haswell": {"avx2", "fma"}, "Zen": {"avx2", "fma"},
             "SkylakeX": {"avx512f", "avx512bw", "avx512vl"}, "Cooperlake": {"avx512_bf16"},
             "SapphireRapids": {"amx_bf16"}}
    return [name for name, wanted in needs.items() if wanted <= flags]


class Child:
    """A process that answers a line of JSON with a line of JSON, and stays alive in between."""

    def __init__(self, command, env):
        self.process = subprocess.Popen(
            [str(part) for part in command], env=env, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, **request):
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
        except BrokenPipeError:
            pass  # Said below, with how it ended.
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"bench: {self.process.args[0]} ended with {self.process.wait()}")
        return json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def write_between(path, mark, text):
    """Replaces what stands between the two marks of a page."""
    begin, end = f"<!-- {mark} -->", f"<!-- end {mark} -->"
    old = path.read_text()
    if begin not in old or end not in old:
        raise SystemExit(f"{path}: no marks {begin} and {end}")
    head, rest = old.split(begin, 1)
    path.write_text(f"{head}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}")


def one_answer(command, env):
    """The one line of JSON that a program prints."""
    done = subprocess.run([str(part) for part in command], env=env, text=True,
                          stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
