// The threads that run what a binding starts, apart from LightGBM's. Not libuv's: those are four
// for the whole process, which its file and name look-ups wait for, and Node waits for whatever
// runs on them before it calls a cleanup hook, so that nothing could stop the work of a worker that
// ends.
#pragma once

#include <functional>

namespace winback::addon {

// Queues `job`, which must not throw, and returns at once. Jobs start in the order they came, as
// many at a time as the machine has cores, but at least 4. A thread is started when none is idle
// and lives as long as the process. Throws kOutOfMemory when the first cannot be started.
void RunOnTaskThread(std::function<void()> job);

// Runs `job`, which must not throw, on a thread of its own: for work that mostly waits for DuckDB's
// threads. Throws kOutOfMemory when none can be started.
void RunOnOwnThread(std::function<void()> job);

}  // namespace winback::addon
