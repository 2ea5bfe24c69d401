// A document of JSON or UBJSON, as XGBoost and CatBoost write their models.
//
// The bytes are not trusted: nesting is bounded, and a document takes memory in proportion to its
// bytes. Numbers are not converted before it is known as what: a decimal becomes the float32
// nearest to it, which may be another one than that of the double nearest to it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace winback::forest {

enum class DocumentKind : uint8_t {
  kNull,
  kText,
  kNumbers,  // one number, or a list of numbers and nothing else
  kList,     // of other things, or empty
  kObject,
};

// What a list of numbers is written in.
enum class NumberForm : uint8_t {
  kDecimal,  // JSON: tokens between commas
  kInt8,     // the others: UBJSON, big-endian
  kUint8,
  kInt16,
  kInt32,
  kInt64,
  kFloat32,
  kFloat64,
};

struct Document {
  DocumentKind kind = DocumentKind::kNull;
  NumberForm form = NumberForm::kDecimal;
  bool single = false;          // kNumbers: one number, not a list
  std::string key;              // of a field of an object
  std::string text;             // kText
  std::string_view bytes;       // kNumbers: a view of what was parsed
  size_t count = 0;             // kNumbers
  std::vector<Document> items;  // kList, and the fields of kObject
};

// Views of `bytes` stay in the document: they must outlive it. A text that begins as UBJSON of an
// object does is read as that, any other as JSON. Throws kBadModel, naming the byte, for anything
// malformed, truncated or nested more than 500 deep.
Document ParseDocument(std::string_view bytes);

// The numbers of a kNumbers document. Throw std::invalid_argument for a token that is no number,
// and for IntegersOf one that is not whole.
std::vector<float> FloatsOf(Document const& document);
std::vector<double> DoublesOf(Document const& document);
std::vector<int64_t> IntegersOf(Document const& document);

}  // namespace winback::forest
