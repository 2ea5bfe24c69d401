"""Other scorers of LightGBM models, behind one interface: a class with batch(rows) and, from Python, one(row)."""
import importlib.metadata
import os
import pathlib
import time

import numpy as np

from serve import serve, timed


class LightGbm:
    package = "lightgbm"

    def __init__(self, folder, cache, threads):
        import lightgbm

        self.threads = threads
        self.booster = lightgbm.Booster(model_file=folder / "model.txt")

    def batch(self, rows):
        return self.booster.predict(rows, num_threads=self.threads)


class Lignum:
    package = "pylignum"

    def __init__(self, folder, cache, threads):
        import lignum

        self.threads = threads
        self.model = lignum.load(str(folder / "model.txt"))

    def batch(self, rows):
        return self.model.predict(rows, n_jobs=self.threads)


class LignumCompiled(Lignum):
    def __init__(self, folder, cache, threads):
        super().__init__(folder, cache, threads)
        library = cache / "lignum.so"
        if library.exists():
            self.model.load_compiled(str(library))
        else:
            self.model.compile(library=str(library))


class Lleaves:
    package = "lleaves"

    def __init__(self, folder, cache, threads):
        import lleaves

        # It wants the last line that only LightGBM's Python package writes.
        text = (folder / "model.txt").read_text()
        (cache / "pandas.txt").write_text(text + "\npandas_categorical:[]\n")
        self.threads = threads
        self.model = lleaves.Model(model_file=str(cache / "pandas.txt"))
        self.model.compile(cache=cache / "lleaves.o")

    def batch(self, rows):
        return self.model.predict(rows, n_jobs=self.threads)


class Treelite:
    """The interpreter."""

    package = "treelite"

    def __init__(self, folder, cache, threads):
        import treelite

        self.threads = threads
        self.gtil = treelite.gtil
        self.model = treelite.frontend.load_lightgbm_model(str(folder / "model.txt"))

    def batch(self, rows):
        return self.gtil.predict(self.model, rows, nthread=self.threads).reshape(len(rows))


class Tl2cgen:
    """Treelite's compiler to C."""

    package = "tl2cgen"

    def __init__(self, folder, cache, threads):
        import tl2cgen
        import treelite

        self.tl2cgen = tl2cgen
        library = cache / "tl2cgen.so"
        if not library.exists():
            model = treelite.frontend.load_lightgbm_model(str(folder / "model.txt"))
            # One file a hundred trees: a single one takes the compiler many minutes and gigabytes.
            tl2cgen.export_lib(model, toolchain="gcc", libpath=library, params={"parallel_comp": 16})
        self.predictor = tl2cgen.Predictor(str(library), nthread=threads)

    def batch(self, rows):
        return self.predictor.predict(self.tl2cgen.DMatrix(rows, dtype="float64")).reshape(len(rows))


class OnnxRuntime:
    package = "onnxruntime"

    def __init__(self, folder, cache, threads):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            onnx_file(folder, cache), options, providers=["CPUExecutionProvider"])

    def batch(self, rows):
        return self.session.run(["probabilities"], {"x": rows.astype(np.float32)})[0][:, 1]


def onnx_file(folder, cache):
    file = cache / "model.onnx"
    if not file.exists():
        import lightgbm
        from onnxmltools import convert_lightgbm
        from onnxmltools.convert.common.data_types import FloatTensorType

        booster = lightgbm.Booster(model_file=folder / "model.txt")
        inputs = [("x", FloatTensorType([None, booster.num_feature()]))]
        made = convert_lightgbm(booster, initial_types=inputs, zipmap=False, target_opset=15)
        file.write_bytes(made.SerializeToString())
    return str(file)


kinds = {
    "lightgbm": LightGbm,
    "lignum": Lignum,
    "lignum, compiled": LignumCompiled,
    "lleaves": Lleaves,
    "treelite GTIL": Treelite,
    "tl2cgen": Tl2cgen,
    "onnxruntime": OnnxRuntime,
}
held = {}


def load(kind, folder, cache, threads, rows):
    """Makes what the peer needs (compiled files stay in the cache); `seconds` of that."""
    folder, cache = pathlib.Path(folder), pathlib.Path(cache)
    os.makedirs(cache, exist_ok=True)
    seconds, held["model"] = timed(lambda: kinds[kind](folder, cache, threads))
    held["rows"] = np.fromfile(folder / "rows.f64").reshape(rows, -1)
    held["out"] = folder / "theirs.f64"
    return {"seconds": seconds, "version": importlib.metadata.version(kinds[kind].package)}


def batch():
    seconds, scores = timed(lambda: held["model"].batch(held["rows"]))
    np.ascontiguousarray(scores, dtype=np.float64).tofile(held["out"])
    return {"seconds": seconds}


def single():
    """Median of one row a call, each another."""
    times = []
    for i in range(min(1000, len(held["rows"]))):
        row = held["rows"][i : i + 1]
        start = time.perf_counter_ns()
        held["model"].batch(row)
        times.append(time.perf_counter_ns() - start)
    return {"seconds": float(np.median(times)) / 1e9}


def onnx(folder, cache):
    return {"seconds": 0, "file": onnx_file(pathlib.Path(folder), pathlib.Path(cache))}


serve({"load": load, "batch": batch, "single": single, "onnx": onnx})
