// Included inside an unnamed namespace, by shap_scalar.cpp and its siblings for other instruction
// sets.
//
// The innermost loops of Tree SHAP, the same source for every instruction set. Plain pointers only.

// Four lanes; two of them make kLanes.
using Vec = double __attribute__((vector_size(32), aligned(32)));
using Mask = int64_t __attribute__((vector_size(32), aligned(32)));
constexpr int kHalves = kLanes / 4;

inline Vec const* Vectors(double const* lanes) { return reinterpret_cast<Vec const*>(lanes); }

// For every node the lanes that follow the path to it, for one feature: at the node's question,
// and those questions above about the same feature.
inline void Follow(ShapView const& view, ShapLanes const& lanes, Mask* left, Mask* on) {
  for (int32_t i = 0; i < view.count; ++i) {
    ShapNode const& node = view.nodes[i];
    for (int h = 0; h < kHalves; ++h) {
      if (i > 0) {
        Mask const goes = left[node.parent * kHalves + h];
        on[i * kHalves + h] = (node.right ? ~goes : goes) & on[node.previous * kHalves + h];
      } else {
        on[h] = Mask{-1, -1, -1, -1};
      }
      if (node.leaf) continue;
      Mask& answer = left[i * kHalves + h];
      if (node.categorical) {
        auto const* codes = lanes.answers + i * kLanes + 4 * h;
        answer = Mask{codes[0], codes[1], codes[2], codes[3]};
      } else {
        Vec const value = Vectors(lanes.columns + (node.asks * 3 + node.column) * kLanes)[h];
        Vec const limit = Vec{} + node.threshold;
        answer = node.nan_left ? ~(value > limit) : (value <= limit);
      }
    }
  }
}

inline void RunLanes(ShapView const& view, ShapLanes const& lanes) {
  auto* left = reinterpret_cast<Mask*>(lanes.masks);
  Mask* on = left + view.count * kHalves;
  auto* sums = reinterpret_cast<Vec*>(lanes.sums);  // [node][quadrature][half]
  Follow(view, lanes, left, on);
  int32_t const width = view.quadrature * kHalves;
  for (int32_t k = 0; k < width; ++k) sums[k] = Vec{} + 1.0;
  for (int32_t i = 1; i < view.count; ++i) {
    ShapNode const& node = view.nodes[i];
    Vec* mine = sums + i * width;
    Vec const* above = sums + node.parent * width;
    EdgeFactors const* factors = view.factors + i * view.quadrature;
    for (int32_t q = 0; q < view.quadrature; ++q) {
      Vec const off = Vec{} + factors[q].step[0];
      Vec const leaves = Vec{} + factors[q].step[1];
      Vec const stays = Vec{} + factors[q].step[2];
      double const scale = node.leaf ? node.value * view.weights[q] : 1.0;
      for (int h = 0; h < kHalves; ++h) {
        Vec const step =
            on[i * kHalves + h] ? stays : (on[node.previous * kHalves + h] ? leaves : off);
        mine[q * kHalves + h] = above[q * kHalves + h] * step * scale;
      }
    }
  }
  Vec const zero = {};
  auto* phi = reinterpret_cast<Vec*>(lanes.contributions);
  // Right children come after their left siblings in preorder: backwards they are first.
  for (int32_t i = view.count - 1; i > 0; --i) {
    ShapNode const& node = view.nodes[i];
    Vec const* mine = sums + i * width;
    Vec* above = sums + node.parent * width;
    EdgeFactors const* factors = view.factors + i * view.quadrature;
    Vec total[kHalves] = {};
    for (int32_t q = 0; q < view.quadrature; ++q) {
      Vec const leaves = Vec{} + factors[q].share[0];
      Vec const stays = Vec{} + factors[q].share[1];
      for (int h = 0; h < kHalves; ++h) {
        Vec const sum = mine[q * kHalves + h];
        Vec const share =
            on[i * kHalves + h] ? stays : (on[node.previous * kHalves + h] ? leaves : zero);
        total[h] += sum * share;
        above[q * kHalves + h] = node.right ? sum : above[q * kHalves + h] + sum;
      }
    }
    for (int h = 0; h < kHalves; ++h) phi[node.feature * kHalves + h] += total[h];
  }
}
