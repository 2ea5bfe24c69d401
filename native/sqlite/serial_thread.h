// A thread that runs jobs one after another, in the order they came.
#pragma once

#include <functional>
#include <memory>

namespace winback::sqlite {

class SerialThread {
 public:
  // Starts the thread. Throws kOutOfMemory where the system gives none.
  SerialThread();
  // Does not wait: the thread ends once the queued jobs are done.
  ~SerialThread();
  SerialThread(SerialThread const&) = delete;
  SerialThread& operator=(SerialThread const&) = delete;

  // Queues `job`, which must not throw, and returns at once.
  void Queue(std::function<void()> job);

 private:
  struct Jobs;
  std::shared_ptr<Jobs> jobs_;
};

}  // namespace winback::sqlite
