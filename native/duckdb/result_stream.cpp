#include "duckdb/result_stream.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/error.h"

namespace winback::duckdb {
namespace {

Api const& RequireApi() {
  Api const* const api = LoadedApi();
  if (api == nullptr) throw Error(ErrorCode::kInternal, "no DuckDB is loaded in this process");
  return *api;
}

}  // namespace

// Interrupts a connection, whose thread may wait in DuckDB, once the caller wants to stop. An
// interrupt that comes before a statement has begun is lost, so it is repeated.
class Interrupter {
 public:
  Interrupter(Api const& api, Connection connection, StopToken const& stop)
      : thread_([this, &api, connection, &stop] {
          std::unique_lock lock(mutex_);
          while (!over_.wait_for(lock, kEvery, [this] { return is_over_; })) {
            if (stop.Stopped()) api.interrupt(connection);
          }
        }) {}
  ~Interrupter() {
    {
      std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    over_.notify_one();
    thread_.join();
  }
  Interrupter(Interrupter const&) = delete;
  Interrupter& operator=(Interrupter const&) = delete;

 private:
  static constexpr std::chrono::milliseconds kEvery{10};
  std::mutex mutex_;
  std::condition_variable over_;
  bool is_over_ = false;
  std::thread thread_;
};

ColumnView::ColumnView(Api const& api, Chunk chunk, uint64_t column) {
  Vector const vector = api.data_chunk_get_vector(chunk, column);
  data_ = api.vector_get_data(vector);
  validity_ = api.vector_get_validity(vector);
}

std::string_view ColumnView::TextAt(size_t row) const {
  Text const& text = static_cast<Text const*>(data_)[row];
  return {text.length <= Text::kInline ? text.prefix : text.pointer, text.length};
}

ResultStream::ResultStream(OpenResult open, StopToken const& stop)
    : api_(RequireApi()), open_(open), stop_(stop), columns_(api_.column_count(open.result)) {
  Require(columns_ > 0, "a result has no columns");
  RequireType(columns_ - 1, {TypeId::kBoolean});
  interrupter_ = std::make_unique<Interrupter>(api_, open_.connection, stop_);
}

ResultStream::~ResultStream() { DropChunk(); }

void ResultStream::DropChunk() {
  if (chunk_ != nullptr) api_.destroy_data_chunk(&chunk_);
  chunk_ = nullptr;
}

TypeId ResultStream::TypeOf(uint64_t column) const {
  return column < columns_ ? api_.column_type(open_.result, column) : TypeId{0};
}

void ResultStream::RequireType(uint64_t column, std::initializer_list<TypeId> types) const {
  TypeId const found = TypeOf(column);
  if (std::find(types.begin(), types.end(), found) != types.end()) return;
  throw Error(ErrorCode::kInternal, "column " + std::to_string(column) +
                                        " of a result has DuckDB's type " +
                                        std::to_string(static_cast<int>(found)));
}

bool ResultStream::Next() {
  DropChunk();
  if (ended_) return false;
  CheckStop(&stop_);
  chunk_ = api_.fetch_chunk(*open_.result);
  rows_ = chunk_ == nullptr ? 0 : static_cast<size_t>(api_.data_chunk_get_size(chunk_));
  if (rows_ == 0) {
    CheckStop(&stop_);
    return false;
  }
  ended_ = ColumnAt(columns_ - 1).At<bool>(rows_ - 1);
  if (ended_) --rows_;
  return rows_ > 0;
}

}  // namespace winback::duckdb
