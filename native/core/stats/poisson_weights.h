// Poisson(1) numbers from random words, by inversion.
#pragma once

#include <array>
#include <cstdint>

namespace winback::stats {

// weight k belongs to the words in [kPoissonBounds[k - 1], kPoissonBounds[k]): round(2^32 P(N <
// k)). Above 12 the probability is below 2^-32.
inline constexpr std::array<uint32_t, 12> kPoissonBounds{
    1580030169u, 3160060337u, 3950075422u, 4213413783u, 4279248374u, 4292415292u,
    4294609778u, 4294923276u, 4294962463u, 4294966817u, 4294967253u, 4294967292u};

// weights[i] = the Poisson number of words[i].
void PoissonWeights(uint32_t const* words, int64_t count, int32_t* weights);

void PoissonWeightsScalar(uint32_t const* words, int64_t count, int32_t* weights);
void PoissonWeightsAvx2(uint32_t const* words, int64_t count, int32_t* weights);

}  // namespace winback::stats
