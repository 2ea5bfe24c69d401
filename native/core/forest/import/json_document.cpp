// JSON by RFC 8259, with NaN, Infinity and -Infinity as numbers: XGBoost writes them.
#include "core/forest/import/document_reader.h"

namespace winback::forest {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool IsTokenPart(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.';
}

void AppendUtf8(uint32_t code, std::string& out) {
  auto const add = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      add(0xE0 | code >> 12);
    } else {
      add(0xF0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3F));
    }
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

class JsonReader : public DocumentReader {
 public:
  using DocumentReader::DocumentReader;

  Document Whole() {
    Document document = Value(0);
    SkipBlanks();
    if (!AtEnd()) BadByte(at_, "something follows the model");
    return document;
  }

 private:
  void SkipBlanks() {
    while (!AtEnd() && IsBlank(bytes_[at_])) ++at_;
  }

  bool TakeIf(char wanted) {
    SkipBlanks();
    if (Peek() != wanted) return false;
    ++at_;
    return true;
  }

  void Need(char wanted) {
    if (!TakeIf(wanted)) BadByte(at_, std::string("expected '") + wanted + "'");
  }

  Document Value(int depth) {
    CountValue(depth);
    SkipBlanks();
    switch (Peek()) {
      case '{':
        return Object(depth);
      case '[':
        return List(depth);
      case '"': {
        Document document;
        document.kind = DocumentKind::kText;
        document.text = Text();
        return document;
      }
      default:
        return Scalar();
    }
  }

  Document Object(int depth) {
    Document document;
    document.kind = DocumentKind::kObject;
    Need('{');
    if (TakeIf('}')) return document;
    do {
      SkipBlanks();
      std::string key = Text();
      Need(':');
      Document& field = document.items.emplace_back(Value(depth + 1));
      field.key = std::move(key);
    } while (TakeIf(','));
    Need('}');
    return document;
  }

  Document List(int depth) {
    Document document;
    document.kind = DocumentKind::kList;
    Need('[');
    if (TakeIf(']')) return document;
    if (Numbers(document)) return document;
    do {
      document.items.push_back(Value(depth + 1));
    } while (TakeIf(','));
    Need(']');
    return document;
  }

  // A list of tokens alone, which stays as it is written; else nothing is taken.
  bool Numbers(Document& document) {
    size_t const first = at_;
    size_t tokens = 0;
    for (;;) {
      SkipBlanks();
      size_t const token = at_;
      while (!AtEnd() && IsTokenPart(bytes_[at_])) ++at_;
      if (at_ == token || bytes_.substr(token, at_ - token) == "null") break;
      ++tokens;
      SkipBlanks();
      char const next = Take();
      if (next == ',') continue;
      if (next != ']') break;
      document.kind = DocumentKind::kNumbers;
      document.bytes = bytes_.substr(first, at_ - 1 - first);
      document.count = tokens;
      return true;
    }
    at_ = first;
    return false;
  }

  Document Scalar() {
    size_t const first = at_;
    while (!AtEnd() && IsTokenPart(bytes_[at_])) ++at_;
    if (at_ == first) BadByte(at_, "expected a value");
    Document document;
    document.bytes = bytes_.substr(first, at_ - first);
    if (document.bytes == "null") return document;
    document.kind = DocumentKind::kNumbers;
    document.single = true;
    document.count = 1;
    return document;
  }

  std::string Text() {
    Need('"');
    std::string text;
    for (;;) {
      char const c = Take();
      if (c == '"') return text;
      if (static_cast<uint8_t>(c) < 0x20) BadByte(at_ - 1, "a control character in a text");
      if (c != '\\') {
        text.push_back(c);
      } else {
        Escape(text);
      }
    }
  }

  void Escape(std::string& text) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    char const c = Take();
    if (c == 'u') return AppendUtf8(CodePoint(), text);
    size_t const place = kNames.find(c);
    if (place == std::string_view::npos) BadByte(at_ - 1, "an unknown escape in a text");
    text.push_back(kMeant[place]);
  }

  uint32_t FourDigits() {
    uint32_t code = 0;
    for (char const c : TakeBytes(4)) {
      uint32_t const digit = c >= '0' && c <= '9'   ? static_cast<uint32_t>(c - '0')
                             : c >= 'a' && c <= 'f' ? static_cast<uint32_t>(c - 'a' + 10)
                             : c >= 'A' && c <= 'F' ? static_cast<uint32_t>(c - 'A' + 10)
                                                    : 16;
      if (digit == 16) BadByte(at_, "an unknown escape in a text");
      code = code << 4 | digit;
    }
    return code;
  }

  uint32_t CodePoint() {
    uint32_t const high = FourDigits();
    if (high < 0xD800 || high > 0xDFFF) return high;
    bool const pair = high < 0xDC00 && TakeBytes(2) == "\\u";
    uint32_t const low = pair ? FourDigits() : 0;
    if (low < 0xDC00 || low > 0xDFFF) BadByte(at_, "half a character in a text");
    return 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
  }
};

}  // namespace

Document ParseJson(std::string_view bytes) { return JsonReader(bytes).Whole(); }

}  // namespace winback::forest
