// One place of a document, read as what it must be. Every failure is kBadModel with the path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/forest/import/document.h"

namespace winback::forest {

class Part {
 public:
  Part(Document const& document, std::string path) : document_(&document), path_(std::move(path)) {}

  std::string const& Path() const { return path_; }
  [[noreturn]] void Bad(std::string const& what) const;

  bool IsText() const { return document_->kind == DocumentKind::kText; }
  bool IsObject() const { return document_->kind == DocumentKind::kObject; }
  bool IsNumbers() const { return document_->kind == DocumentKind::kNumbers; }
  bool IsNull() const { return document_->kind == DocumentKind::kNull; }

  // A field of an object. At throws where it is missing, Find gives none; both for a field that
  // comes twice.
  Part At(std::string_view key) const;
  std::optional<Part> Find(std::string_view key) const;
  // The fields of an object in their order.
  std::vector<Part> Fields() const;
  // The key of a field.
  std::string const& Key() const { return document_->key; }
  // The parts of a list of anything but numbers.
  std::vector<Part> Items() const;
  std::vector<std::string> Texts() const;

  std::string const& Text() const;
  // A whole number in [low, high], written as a number or as a text.
  int64_t Integer(int64_t low, int64_t high) const;
  double Double() const;
  float Float() const;

  // Lists of numbers, `count` of them.
  std::vector<int64_t> Integers(size_t count, int64_t low, int64_t high) const;
  std::vector<float> Floats(size_t count) const;
  std::vector<double> Doubles(size_t count) const;
  // How many a list holds.
  size_t Count() const;

 private:
  template <class T, class Fn>
  std::vector<T> Numbers(size_t count, Fn read) const;

  Document const* document_;
  std::string path_;
};

// What libraries call a feature without a name: f0, f1 and so on.
std::string NumberedName(size_t index);

}  // namespace winback::forest
