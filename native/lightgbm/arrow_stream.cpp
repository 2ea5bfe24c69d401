#include "lightgbm/arrow_stream.h"

#include <array>
#include <cerrno>

#include "core/base/error.h"

namespace winback::lightgbm {
namespace {

char const* FormatOf(ColumnType type) {
  switch (type) {
    case ColumnType::kInt8:
      return "c";
    case ColumnType::kUint8:
      return "C";
    case ColumnType::kInt16:
      return "s";
    case ColumnType::kUint16:
      return "S";
    case ColumnType::kInt32:
      return "i";
    case ColumnType::kUint32:
      return "I";
    case ColumnType::kInt64:
      return "l";
    case ColumnType::kUint64:
      return "L";
    case ColumnType::kFloat32:
      return "f";
    case ColumnType::kFloat64:
      return "g";
    case ColumnType::kBool:
      return "b";
  }
  throw Error(ErrorCode::kInternal, "column type without an Arrow format");
}

// Owns the C structs of one schema: a struct with one child per column.
struct SchemaHolder {
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

struct ChildHolder {
  std::array<void const*, 2> buffers{};
};

struct ArrayHolder {
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  std::vector<ChildHolder> buffers;
  std::array<void const*, 1> own{nullptr};
};

template <class Holder, class Struct>
void ReleaseWith(Struct* object) {
  delete static_cast<Holder*>(object->private_data);
  object->release = nullptr;
}

void ReleaseChildSchema(ArrowSchema* schema) { schema->release = nullptr; }
void ReleaseChildArray(ArrowArray* array) { array->release = nullptr; }

void FillSchema(Table const& table, ArrowSchema* out) {
  auto* holder = new SchemaHolder;
  holder->children.resize(table.columns.size());
  for (size_t i = 0; i < table.columns.size(); ++i) {
    ArrowSchema& child = holder->children[i];
    child = {};
    auto const& column = table.columns[i];
    child.format = FormatOf(column.chunks.empty() ? ColumnType::kFloat64 : column.chunks[0].type);
    child.name = column.name.c_str();
    child.flags = ARROW_FLAG_NULLABLE;
    child.release = ReleaseChildSchema;
    holder->pointers.push_back(&child);
  }
  *out = {};
  out->format = "+s";
  out->name = "";
  out->n_children = static_cast<int64_t>(holder->children.size());
  out->children = holder->pointers.data();
  out->release = ReleaseWith<SchemaHolder, ArrowSchema>;
  out->private_data = holder;
}

// Arrow has one offset for values and validity, a column chunk has its values already at row 0: the
// whole bytes of the bit offset move the bitmap, the rest (< 8) becomes the offset, and the value
// pointer steps back as many rows. Those rows are never read.
void FillChild(ColumnChunk const& chunk, ChildHolder& holder, ArrowArray* out) {
  int64_t const rest = chunk.bit_offset & 7;
  int64_t const bytes = chunk.bit_offset >> 3;
  bool const is_bits = chunk.type == ColumnType::kBool;
  bool const needs_offset = chunk.validity != nullptr || is_bits;
  auto const* values = static_cast<uint8_t const*>(chunk.values);
  holder.buffers[0] = chunk.validity == nullptr ? nullptr : chunk.validity + bytes;
  if (is_bits) {
    holder.buffers[1] = values + bytes;
  } else {
    holder.buffers[1] = needs_offset ? values - rest * ByteWidth(chunk.type) : values;
  }
  *out = {};
  out->length = chunk.length;
  out->offset = needs_offset ? rest : 0;
  out->null_count = chunk.validity == nullptr ? 0 : -1;
  out->n_buffers = 2;
  out->buffers = holder.buffers.data();
  out->release = ReleaseChildArray;
}

void FillArray(Table const& table, size_t chunk, ArrowArray* out) {
  auto* holder = new ArrayHolder;
  size_t const columns = table.columns.size();
  holder->children.resize(columns);
  holder->buffers.resize(columns);
  for (size_t i = 0; i < columns; ++i) {
    FillChild(table.columns[i].chunks[chunk], holder->buffers[i], &holder->children[i]);
    holder->pointers.push_back(&holder->children[i]);
  }
  *out = {};
  out->length = table.chunk_lengths[chunk];
  out->n_buffers = 1;
  out->buffers = holder->own.data();
  out->n_children = static_cast<int64_t>(columns);
  out->children = holder->pointers.data();
  out->release = ReleaseWith<ArrayHolder, ArrowArray>;
  out->private_data = holder;
}

struct StreamHolder {
  Table const* table;
  size_t next = 0;
};

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  FillSchema(*static_cast<StreamHolder*>(stream->private_data)->table, out);
  return 0;
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  auto* holder = static_cast<StreamHolder*>(stream->private_data);
  *out = {};
  auto const& lengths = holder->table->chunk_lengths;
  while (holder->next < lengths.size() && lengths[holder->next] == 0) ++holder->next;
  if (holder->next < lengths.size()) FillArray(*holder->table, holder->next++, out);
  return 0;
}

char const* GetLastError(ArrowArrayStream*) { return nullptr; }

}  // namespace

ArrowArrayStream MakeStream(Table const& table) {
  ArrowArrayStream stream{};
  stream.get_schema = GetSchema;
  stream.get_next = GetNext;
  stream.get_last_error = GetLastError;
  stream.release = ReleaseWith<StreamHolder, ArrowArrayStream>;
  stream.private_data = new StreamHolder{&table};
  return stream;
}

}  // namespace winback::lightgbm
