// UBJSON (draft 12) as XGBoost writes it: big-endian, keys without the marker of a text.
#include "core/forest/import/document_reader.h"

namespace winback::forest {
namespace {

struct Marker {
  char name;
  NumberForm form;
  size_t bytes;
};

constexpr Marker kMarkers[] = {
    {'i', NumberForm::kInt8, 1},    {'U', NumberForm::kUint8, 1}, {'I', NumberForm::kInt16, 2},
    {'l', NumberForm::kInt32, 4},   {'L', NumberForm::kInt64, 8}, {'d', NumberForm::kFloat32, 4},
    {'D', NumberForm::kFloat64, 8},
};

class UbjsonReader : public DocumentReader {
 public:
  using DocumentReader::DocumentReader;

  Document Whole() {
    Document document = Value(0);
    if (!AtEnd()) BadByte(at_, "something follows the model");
    return document;
  }

 private:
  Marker MarkerOf(char name) const {
    for (Marker const& marker : kMarkers) {
      if (marker.name == name) return marker;
    }
    BadByte(at_ - 1, "an unknown type of value");
  }

  char TakeType() {
    char type = Take();
    while (type == 'N') type = Take();
    return type;
  }

  Document Value(int depth) { return ValueOf(TakeType(), depth); }

  Document ValueOf(char type, int depth) {
    CountValue(depth);
    Document document;
    switch (type) {
      case '{':
        return Object(depth);
      case '[':
        return List(depth);
      case 'Z':
        return document;
      case 'S':
        document.kind = DocumentKind::kText;
        document.text = Text();
        return document;
      case 'C':
        document.kind = DocumentKind::kText;
        document.text = std::string(TakeBytes(1));
        return document;
      case 'T':
      case 'F':
        return Numbers(NumberForm::kUint8, type == 'T' ? "\1" : std::string_view("\0", 1), 1, true);
      default: {
        Marker const marker = MarkerOf(type);
        return Numbers(marker.form, TakeBytes(marker.bytes), 1, true);
      }
    }
  }

  static Document Numbers(NumberForm form, std::string_view bytes, size_t count, bool single) {
    Document document;
    document.kind = DocumentKind::kNumbers;
    document.form = form;
    document.single = single;
    document.bytes = bytes;
    document.count = count;
    return document;
  }

  size_t Length() {
    Document const number = ValueOf(Take(), 0);
    bool const whole = number.kind == DocumentKind::kNumbers && number.form < NumberForm::kFloat32;
    if (!whole) BadByte(at_, "a length must be a whole number");
    int64_t const length = IntegersOf(number).front();
    if (length < 0 || static_cast<uint64_t>(length) > bytes_.size()) {
      BadByte(at_, "a length that the model does not have");
    }
    return static_cast<size_t>(length);
  }

  std::string Text() { return std::string(TakeBytes(Length())); }

  Document Object(int depth) {
    Document document;
    document.kind = DocumentKind::kObject;
    bool const counted = Peek() == '#';
    if (Peek() == '$') BadByte(at_, "an object of one type is not read");
    if (counted) ++at_;
    for (size_t left = counted ? Length() : 0; counted ? left > 0 : Peek() != '}'; --left) {
      std::string key = Text();
      Document& field = document.items.emplace_back(Value(depth + 1));
      field.key = std::move(key);
    }
    if (!counted) ++at_;
    return document;
  }

  Document List(int depth) {
    if (Peek() == '$') return TypedList();
    Document document;
    document.kind = DocumentKind::kList;
    bool const counted = Peek() == '#';
    if (counted) ++at_;
    for (size_t left = counted ? Length() : 0; counted ? left > 0 : Peek() != ']'; --left) {
      document.items.push_back(Value(depth + 1));
    }
    if (!counted) ++at_;
    return document;
  }

  // `$`, a type, `#`, a length, then the numbers without markers.
  Document TypedList() {
    ++at_;
    Marker const marker = MarkerOf(Take());
    if (Take() != '#') BadByte(at_ - 1, "a typed list needs a length");
    size_t const count = Length();
    if (count > (bytes_.size() - at_) / marker.bytes) BadByte(at_, "the model ends too early");
    if (count == 0) {
      Document empty;
      empty.kind = DocumentKind::kList;
      return empty;
    }
    return Numbers(marker.form, TakeBytes(count * marker.bytes), count, false);
  }
};

}  // namespace

Document ParseUbjson(std::string_view bytes) { return UbjsonReader(bytes).Whole(); }

}  // namespace winback::forest
