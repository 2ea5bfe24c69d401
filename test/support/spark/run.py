"""Runs SQL on a Spark of one process: JSON on standard input, rows as JSON on standard output.

Input: {"csv": path, "types": Spark's types of its columns, "view": name, "groups": [[statement, ...], ...]}.
Output: for each group the rows of its last statement.
"""
import json
import sys

from pyspark.sql import SparkSession

given = json.load(sys.stdin)
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    # Compiling such long expressions takes longer than running them on a small table.
    .config("spark.sql.codegen.wholeStage", "false")
    .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    .config("spark.sql.adaptive.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
log = spark.read.option("header", True).schema(given["types"]).csv(given["csv"])
log.cache().createOrReplaceTempView(given["view"])
answers = []
for statements in given["groups"]:
    try:
        for statement in statements:
            rows = spark.sql(statement)
        answers.append([{k: str(v) if k == "snapshot_date" else v for k, v in row.asDict().items()} for row in rows.collect()])
    except Exception as error:  # the test looks at what was refused
        answers.append({"error": str(error)[:2000]})
print(json.dumps(answers, default=str))
spark.stop()
