// A database with the thread it lives on: opened, used and closed there.
#pragma once

#include <functional>
#include <memory>

#include "sqlite/database.h"
#include "sqlite/serial_thread.h"

namespace winback::sqlite {

class Connection {
 public:
  Connection() = default;
  // Does not wait: the database is closed on its thread, after the queued jobs.
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  // Queues `job`, which must not throw.
  void Queue(std::function<void()> job) { thread_.Queue(std::move(job)); }

  // These are called in a job of this connection.
  void Open(OpenOptions const& options) { database_ = std::make_unique<Database>(options); }
  void Close() { database_.reset(); }
  // Throws kClosed before Open and after Close.
  Database& database() const;

 private:
  std::unique_ptr<Database> database_;
  SerialThread thread_;
};

}  // namespace winback::sqlite
