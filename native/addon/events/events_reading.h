// Reads a result of DuckDB into whatever takes events, for the bindings that have such a thing.
#pragma once

#include <utility>

#include "addon/async_task.h"
#include "addon/duckdb_objects.h"
#include "addon/events/events_arguments.h"
#include "addon/events/events_results.h"
#include "addon/task_threads.h"

namespace winback::addon {

// The arguments behind the first: (.., result, connection, columns, onRows | null, stop | null).
// `open` is called on the thread of the task: it returns a lock, which is kept until all is read,
// and the sink.
template <class Open>
Napi::Value ReadInto(Napi::CallbackInfo const& info, Open open) {
  Pins pins;
  pins.Add(info[1]);
  pins.Add(info[2]);
  auto const result = OpenResultOf(info[1], info[2]);
  using Task = WorkerTask<int64_t, duckdb::EventsRead>;
  return Task::Start(
      info.Env(), std::move(pins), OptionalStop(info[5]), info[4],
      [open = std::move(open), result, columns = EventColumnsOf(info[3])](
          Task::Report const& report, StopToken const& stop) {
        std::pair<decltype(open().first), events::EventSink*> const opened = open();
        return duckdb::ReadEvents(*opened.second, result, columns, report, stop);
      },
      RowsToJs, EventsReadToJs, RunOnOwnThread);
}

}  // namespace winback::addon
