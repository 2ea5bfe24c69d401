#include "addon/table_argument.h"

#include <array>
#include <string_view>
#include <utility>

namespace winback::addon {
namespace {

struct TypeName {
  std::string_view name;
  ColumnType type;
  napi_typedarray_type storage;
};

constexpr std::array<TypeName, 11> kTypes{{
    {"int8", ColumnType::kInt8, napi_int8_array},
    {"uint8", ColumnType::kUint8, napi_uint8_array},
    {"int16", ColumnType::kInt16, napi_int16_array},
    {"uint16", ColumnType::kUint16, napi_uint16_array},
    {"int32", ColumnType::kInt32, napi_int32_array},
    {"uint32", ColumnType::kUint32, napi_uint32_array},
    {"int64", ColumnType::kInt64, napi_bigint64_array},
    {"uint64", ColumnType::kUint64, napi_biguint64_array},
    {"float32", ColumnType::kFloat32, napi_float32_array},
    {"float64", ColumnType::kFloat64, napi_float64_array},
    {"bool", ColumnType::kBool, napi_uint8_array},
}};

TypeName const& TypeOf(std::string const& name) {
  for (auto const& type : kTypes) {
    if (type.name == name) return type;
  }
  throw Error(ErrorCode::kBadInput, "unknown column type " + name);
}

void CheckBits(Napi::TypedArray bitmap, int64_t bits, char const* what) {
  Require(bits >= 0 && static_cast<int64_t>(bitmap.ByteLength()) * 8 >= bits,
          std::string(what) + " bitmap is shorter than its rows");
}

ColumnChunk ChunkOf(Napi::Object object, TypeName const& type, Pins& pins) {
  constexpr int64_t kMaxRows = int64_t{1} << 31;
  ColumnChunk chunk;
  chunk.type = type.type;
  chunk.length = IntegerOf(object.Get("length"), "chunk length", 0, kMaxRows);
  chunk.bit_offset = IntegerOf(object.Get("bitOffset"), "chunk bitOffset", 0, kMaxRows);
  Napi::Value const values = object.Get("values");
  Require(values.IsTypedArray() && values.As<Napi::TypedArray>().TypedArrayType() == type.storage,
          "chunk values must be the typed array of " + std::string(type.name));
  auto array = values.As<Napi::TypedArray>();
  if (type.type == ColumnType::kBool) {
    CheckBits(array, chunk.bit_offset + chunk.length, "value");
  } else {
    Require(static_cast<int64_t>(array.ElementLength()) >= chunk.length,
            "chunk values are shorter than its length: was their buffer transferred?");
  }
  chunk.values = pins.Read(array);
  Napi::Value const validity = object.Get("validity");
  if (!validity.IsNull() && !validity.IsUndefined()) {
    Uint8Of(validity, "chunk validity");
    auto bitmap = validity.As<Napi::TypedArray>();
    CheckBits(bitmap, chunk.bit_offset + chunk.length, "validity");
    chunk.validity = static_cast<uint8_t const*>(pins.Read(bitmap));
  }
  return chunk;
}

}  // namespace

Column ColumnOf(Napi::Value value, Pins& pins) {
  auto object = ObjectOf(value, "column");
  Column column;
  column.name = StringOf(object.Get("name"), "column name");
  column.categorical = BooleanOf(object.Get("categorical"), "column categorical");
  auto const& type = TypeOf(StringOf(object.Get("type"), "column type"));
  auto chunks = ArrayOf(object.Get("chunks"), "column chunks");
  column.chunks.reserve(chunks.Length());
  for (uint32_t i = 0; i < chunks.Length(); ++i) {
    column.chunks.push_back(ChunkOf(ObjectOf(chunks.Get(i), "chunk"), type, pins));
  }
  return column;
}

Table TableOf(Napi::Value value, Pins& pins) {
  auto columns = ArrayOf(ObjectOf(value, "table").Get("columns"), "table columns");
  Table table;
  table.columns.reserve(columns.Length());
  for (uint32_t i = 0; i < columns.Length(); ++i) {
    table.columns.push_back(ColumnOf(columns.Get(i), pins));
  }
  if (table.columns.empty()) return table;
  for (auto const& chunk : table.columns.front().chunks) {
    table.chunk_lengths.push_back(chunk.length);
    table.rows += chunk.length;
  }
  for (auto const& column : table.columns) {
    bool same = column.chunks.size() == table.chunk_lengths.size();
    for (size_t k = 0; same && k < column.chunks.size(); ++k) {
      same = column.chunks[k].length == table.chunk_lengths[k];
    }
    Require(same, "column " + column.name + " is not chunked like the first column");
  }
  return table;
}

}  // namespace winback::addon
