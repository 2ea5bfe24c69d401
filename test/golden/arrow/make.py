"""Arrow files as pyarrow 26 writes them, and their rows as text. pip install pyarrow lz4"""
from decimal import Decimal
from pathlib import Path

import lz4.frame
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

here = Path(__file__).parent
rows = 300
decimals = [Decimal("-0.802"), Decimal("0.001"), None] + [Decimal(i * 7919 - 900000) / 1000 for i in range(rows - 3)]
table = pa.table(
    {
        "id": [f"用户{i}" for i in range(rows)],
        "x": pa.array([i * 0.5 if i % 7 else None for i in range(rows)]),
        "c": pa.array(["abc"[i % 3] for i in range(rows)]).dictionary_encode(),
        "dec": pa.array(decimals, pa.decimal128(18, 3)),
        "big": pa.array([Decimal("0.80") * (i - 9) for i in range(rows)], pa.decimal256(40, 2)),
        "wide": pa.array([Decimal(1790000000000000000 + i * 4096 + i % 7) for i in range(rows)], pa.decimal128(38, 0)),
    }
)


def stream(name, compression):
    options = ipc.IpcWriteOptions(compression=compression)
    with ipc.new_stream(here / name, table.schema, options=options) as writer:
        writer.write_table(table, 128)


stream("plain.arrows", None)
stream("lz4.arrows", "lz4")
stream("zstd.arrows", "zstd")
feather.write_feather(table, str(here / "plain.feather"), compression="uncompressed", chunksize=128)
feather.write_feather(table, str(here / "lz4.feather"), compression="lz4", chunksize=128)

schema = pa.schema([("u", pa.string()), ("c", pa.dictionary(pa.int32(), pa.string()))])
with ipc.new_stream(here / "dictionaries.arrows", schema) as writer:
    for users, texts in ((["u1", "u2"], ["a", "b"]), (["u3", "u4"], ["c", "a"])):
        codes = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), pa.array(texts))
        writer.write_batch(pa.record_batch([pa.array(users), codes], schema=schema))


def cell(value):
    """Shortest digits of a double, as JavaScript writes them."""
    if value is None:
        return ""
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


lines = ["id,x,c,dec,big,wide"]
for row in table.to_pylist():
    numbers = [cell(row["x"]), row["c"], cell(row["dec"]), cell(row["big"]), str(row["wide"])]
    lines.append(",".join([row["id"], *numbers]))
(here / "expected.csv").write_text("\n".join(lines).replace("-0,", "0,") + "\n")

text = ("winback " * 40 + "".join(chr(97 + i * i % 26) for i in range(3000)) + "z" * 500) * 3
(here / "text.txt").write_text(text)
(here / "text.lz4").write_bytes(lz4.frame.compress(text.encode(), block_linked=True, content_checksum=True, store_size=False))

# Columns that differ by case only, beside a nested one whose part is called alike; and decimals of more than 38 digits.
same = pa.table({"x": [1, 2], "nested": [{"x": 1, "y": 2}] * 2, "X": [3, 4]})
pq.write_table(same, here / "same-names.parquet")
wide = {
    "id": ["a", "b"],
    "amt": pa.array([Decimal("0.80"), Decimal("1.25")], pa.decimal256(40, 2)),
    "fits": pa.array([Decimal("0.80"), Decimal("1.25")], pa.decimal128(38, 2)),
}
pq.write_table(pa.table(wide), here / "wide.parquet")
