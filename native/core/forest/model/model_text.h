// LightGBM's model text (versions v2 to v4, what save_model writes since LightGBM 2.1) -> Forest.
//
// The text is not trusted: every key, count, index, child, threshold and category is checked,
// unknown or repeated keys are refused, and memory stays proportional to the text. What LightGBM
// reads with less than full precision and scores depend on (the sigmoid's scale) is read with the
// same method.
#pragma once

#include <string>
#include <string_view>

#include "core/forest/model/tree.h"

namespace winback::forest {

// The part of a text that decides scores, up to "end of trees" and the line's end, with LightGBM's
// own line ends: where every line ends in CR LF (a file that went through Windows or git) they
// become LF. LightGBM finds trees by byte sizes and would not find them in such a file. Throws
// kBadModel for any other carriage return: LightGBM takes it for a line's end, this parser does
// not.
std::string ScoringPart(std::string_view text);

// Throws kBadModel, naming the line and the field, for anything that LightGBM would not write.
// What follows "end of trees" (importances, parameters) does not decide a score and is not read.
Forest ParseModelText(std::string_view text);

}  // namespace winback::forest
