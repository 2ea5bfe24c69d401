// Runs one statement that calls a forest as a function, in an engine of its own: reading, scoring
// and writing go chunk by chunk on DuckDB's threads, and no row passes through JS.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "duckdb/score_function.h"

namespace winback::duckdb {

struct ScoreQuery {
  // DuckDB's configuration, name and value.
  std::vector<std::pair<std::string, std::string>> settings;
  std::string function;  // the name by which `sql` calls the forest
  std::string sql;       // a COPY or INSERT
  ScoreModel model;
};

// DuckDB's own message for what it cannot read, write or understand; empty = done.
struct ScoreQueryResult {
  int64_t rows = 0;                   // written
  std::vector<ColumnCounts> columns;  // one per feature
  std::string failure;
};

// `report` is called with the rows scored so far, a few times a second, from this thread. Throws
// kAborted, kOutOfMemory, kBadInput for a model that does not fit, kInternal where no DuckDB is
// loaded.
ScoreQueryResult RunScoreQuery(ScoreQuery query, std::function<void(int64_t)> const& report,
                               StopToken const& stop);

}  // namespace winback::duckdb
