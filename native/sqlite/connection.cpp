#include "sqlite/connection.h"

#include "core/base/error.h"

namespace winback::sqlite {

Connection::~Connection() {
  if (database_ == nullptr) return;
  // The closure alone holds it, so that it goes where the closure goes: on the thread.
  thread_.Queue([last = std::shared_ptr<Database>(std::move(database_))] {});
}

Database& Connection::database() const {
  if (database_ == nullptr) throw Error(ErrorCode::kClosed, "the database is closed");
  return *database_;
}

}  // namespace winback::sqlite
