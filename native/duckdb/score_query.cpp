#include "duckdb/score_query.h"

#include <chrono>
#include <thread>

#include "core/base/error.h"

namespace winback::duckdb {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kReportEvery{200};
// While other threads have all the work that is left.
constexpr std::chrono::microseconds kIdle{500};

// What DuckDB says is wrong; never leaves this file.
struct Refused {
  std::string message;
};

[[noreturn]] void Refuse(char const* message) {
  throw Refused{message == nullptr ? "it gave no reason" : message};
}

class Engine {
 public:
  Engine(Api const& api, std::vector<std::pair<std::string, std::string>> const& settings)
      : api_(api) {
    Config config = nullptr;
    if (api.create_config(&config) != State::kSuccess) Refuse("no configuration could be made");
    for (auto const& [name, value] : settings) {
      if (api.set_config(config, name.c_str(), value.c_str()) == State::kSuccess) continue;
      api.destroy_config(&config);
      Refuse(("it does not take " + name + " = " + value).c_str());
    }
    char* error = nullptr;
    State const state = api.open_ext(nullptr, &database_, config, &error);
    api.destroy_config(&config);
    std::string const message = error == nullptr ? "" : error;
    if (error != nullptr) api.free(error);
    if (state != State::kSuccess) Refuse(message.c_str());
    if (api.connect(database_, &connection_) != State::kSuccess) {
      api.close(&database_);
      Refuse("no connection could be made");
    }
  }
  ~Engine() {
    api_.disconnect(&connection_);
    api_.close(&database_);
  }
  Engine(Engine const&) = delete;
  Engine& operator=(Engine const&) = delete;

  Connection get() const { return connection_; }
  void Run(char const* sql) const {
    Result result{};
    State const state = api_.query(connection_, sql, &result);
    char const* const error = state == State::kSuccess ? nullptr : api_.result_error(&result);
    std::string const message = error == nullptr ? "" : error;
    api_.destroy_result(&result);
    if (state != State::kSuccess) Refuse(message.c_str());
  }

 private:
  Api const& api_;
  Database database_ = nullptr;
  Connection connection_ = nullptr;
};

// One statement, run task by task on this thread beside the engine's own.
class Statement {
 public:
  Statement(Api const& api, Engine const& engine, std::string const& sql)
      : api_(api), connection_(engine.get()) {
    State state = api.prepare(connection_, sql.c_str(), &prepared_);
    std::string message;
    if (state != State::kSuccess) {
      message = TextOf(api.prepare_error(prepared_));
    } else if (state = api.pending_prepared(prepared_, &pending_); state != State::kSuccess) {
      message = TextOf(api.pending_error(pending_));
    }
    if (state == State::kSuccess) return;
    Destroy();
    Refuse(message.c_str());
  }
  ~Statement() {
    Cancel();
    Destroy();
  }
  Statement(Statement const&) = delete;
  Statement& operator=(Statement const&) = delete;

  // True when there is nothing more to do.
  bool Step() {
    switch (api_.pending_execute_task(pending_)) {
      case PendingState::kReady:
        ended_ = true;
        return true;
      case PendingState::kError:
        ended_ = true;
        Refuse(api_.pending_error(pending_));
      case PendingState::kNoTasks:
        std::this_thread::sleep_for(kIdle);
        return false;
      case PendingState::kNotReady:
        return false;
    }
    Refuse("a state that is not known");
  }

  // Ends what runs. Only a statement that has reported its end has no task on another thread:
  // destroying one that runs would leave them running.
  void Cancel() {
    if (ended_) return;
    ended_ = true;
    api_.interrupt(connection_);
    for (;;) {
      auto const state = api_.pending_execute_task(pending_);
      if (state == PendingState::kReady || state == PendingState::kError) return;
      if (state == PendingState::kNoTasks) std::this_thread::sleep_for(kIdle);
    }
  }

  // Rows the finished statement wrote.
  int64_t Rows() {
    Result result{};
    State const state = api_.execute_pending(pending_, &result);
    std::string const message =
        state == State::kSuccess ? std::string() : TextOf(api_.result_error(&result));
    auto const rows = static_cast<int64_t>(api_.rows_changed(&result));
    api_.destroy_result(&result);
    if (state != State::kSuccess) Refuse(message.c_str());
    return rows;
  }

 private:
  static std::string TextOf(char const* text) { return text == nullptr ? "" : text; }
  void Destroy() {
    if (pending_ != nullptr) api_.destroy_pending(&pending_);
    if (prepared_ != nullptr) api_.destroy_prepare(&prepared_);
  }

  Api const& api_;
  Connection connection_;
  Prepared prepared_ = nullptr;
  Pending pending_ = nullptr;
  bool ended_ = false;
};

struct Ending {
  ScoreFunction& function;
  ~Ending() { function.End(); }
};

int64_t Run(Api const& api, ScoreQuery const& query, ScoreFunction& function,
            std::function<void(int64_t)> const& report, StopToken const& stop) {
  Engine const engine(api, query.settings);
  engine.Run("SET TimeZone = 'UTC'");
  function.Register(engine.get(), query.function.c_str());
  Statement statement(api, engine, query.sql);
  Ending const ending{function};  // destroyed first: the calls that run fail, then the rest ends
  auto next = steady_clock::now() + kReportEvery;
  while (!statement.Step()) {
    CheckStop(&stop);
    if (steady_clock::now() < next) continue;
    report(function.Rows());
    next = steady_clock::now() + kReportEvery;
  }
  return statement.Rows();
}

}  // namespace

ScoreQueryResult RunScoreQuery(ScoreQuery query, std::function<void(int64_t)> const& report,
                               StopToken const& stop) {
  Api const* const api = LoadedApi();
  if (api == nullptr) throw Error(ErrorCode::kInternal, "no DuckDB is loaded in this process");
  auto const function = std::make_shared<ScoreFunction>(*api, std::move(query.model));
  try {
    int64_t const rows = Run(*api, query, *function, report, stop);
    report(rows);
    return {rows, function->Counts(), ""};
  } catch (Refused const& refused) {
    CheckStop(&stop);
    function->RethrowFailure();
    return {0, {}, refused.message};
  }
}

}  // namespace winback::duckdb
