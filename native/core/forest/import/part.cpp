#include "core/forest/import/part.h"

#include <stdexcept>

#include "core/base/error.h"

namespace winback::forest {
namespace {

// Reads a text as if the number had been written without quotes.
Document NumberIn(std::string const& text) {
  Document number;
  number.kind = DocumentKind::kNumbers;
  number.single = true;
  number.bytes = text;
  number.count = 1;
  return number;
}

}  // namespace

void Part::Bad(std::string const& what) const {
  throw Error(ErrorCode::kBadModel, path_ + ": " + what);
}

std::optional<Part> Part::Find(std::string_view key) const {
  if (!IsObject()) Bad("must be an object");
  std::optional<Part> found;
  for (Document const& field : document_->items) {
    if (field.key != key) continue;
    if (found) Bad("has \"" + std::string(key) + "\" twice");
    found.emplace(field, path_ + "." + field.key);
  }
  return found;
}

Part Part::At(std::string_view key) const {
  auto found = Find(key);
  if (!found) Bad("has no \"" + std::string(key) + "\"");
  return *std::move(found);
}

std::vector<Part> Part::Fields() const {
  if (!IsObject()) Bad("must be an object");
  std::vector<Part> fields;
  for (Document const& field : document_->items)
    fields.emplace_back(field, path_ + "." + field.key);
  return fields;
}

std::vector<Part> Part::Items() const {
  if (document_->kind != DocumentKind::kList) Bad("must be a list");
  std::vector<Part> items;
  items.reserve(document_->items.size());
  for (size_t i = 0; i < document_->items.size(); ++i) {
    items.emplace_back(document_->items[i], path_ + "[" + std::to_string(i) + "]");
  }
  return items;
}

std::vector<std::string> Part::Texts() const {
  std::vector<std::string> texts;
  for (Part const& item : Items()) texts.push_back(item.Text());
  return texts;
}

std::string const& Part::Text() const {
  if (!IsText()) Bad("must be a text");
  return document_->text;
}

int64_t Part::Integer(int64_t low, int64_t high) const {
  if (!IsText()) return Integers(1, low, high).front();
  Document const number = NumberIn(document_->text);
  return Part(number, path_).Integers(1, low, high).front();
}

double Part::Double() const {
  if (!IsText()) return Doubles(1).front();
  Document const number = NumberIn(document_->text);
  return Part(number, path_).Doubles(1).front();
}

float Part::Float() const {
  if (!IsText()) return Floats(1).front();
  Document const number = NumberIn(document_->text);
  return Part(number, path_).Floats(1).front();
}

size_t Part::Count() const {
  if (document_->kind == DocumentKind::kNumbers) return document_->count;
  if (document_->kind != DocumentKind::kList) Bad("must be a list of numbers");
  return document_->items.size();
}

template <class T, class Fn>
std::vector<T> Part::Numbers(size_t count, Fn read) const {
  if (Count() != count) {
    Bad("must hold " + std::to_string(count) + " numbers, got " + std::to_string(Count()));
  }
  try {
    if (document_->kind == DocumentKind::kNumbers) return read(*document_);
    std::vector<T> numbers;
    for (Document const& item : document_->items) {
      if (item.kind != DocumentKind::kNumbers || !item.single) Bad("must hold numbers alone");
      numbers.push_back(read(item).front());
    }
    return numbers;
  } catch (std::invalid_argument const& error) {
    Bad(error.what());
  }
}

std::vector<int64_t> Part::Integers(size_t count, int64_t low, int64_t high) const {
  auto numbers = Numbers<int64_t>(count, IntegersOf);
  for (int64_t const number : numbers) {
    if (number < low || number > high) {
      Bad("must lie in [" + std::to_string(low) + ", " + std::to_string(high) + "], got " +
          std::to_string(number));
    }
  }
  return numbers;
}

std::vector<float> Part::Floats(size_t count) const { return Numbers<float>(count, FloatsOf); }
std::vector<double> Part::Doubles(size_t count) const { return Numbers<double>(count, DoublesOf); }

std::string NumberedName(size_t index) { return std::string("f").append(std::to_string(index)); }

}  // namespace winback::forest
