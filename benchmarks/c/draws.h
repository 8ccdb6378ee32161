/* Keyed draws (Philox4x32-10, Salmon et al. 2011) and the normal of one draw (Wichura 1988, AS 241). */

#ifndef DRAWS_H
#define DRAWS_H

#include <math.h>
#include <stdint.h>

#define TO_UNIT 0x1p-32

enum { BATCH = 256 };

typedef struct {
    double u[4];
} Draws;

static inline Draws four_draws(uint64_t seed, uint32_t block, uint32_t month, uint64_t index)
{
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    uint32_t c0 = (uint32_t)index, c1 = (uint32_t)(index >> 32), c2 = month, c3 = block;
    for (int round = 0; round < 10; round++) {
        uint64_t product0 = (uint64_t)0xD2511F53u * c0;
        uint64_t product1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(product1 >> 32) ^ c1 ^ key0;
        c1 = (uint32_t)product1;
        c2 = (uint32_t)(product0 >> 32) ^ c3 ^ key1;
        c3 = (uint32_t)product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return (Draws){{c0 * TO_UNIT, c1 * TO_UNIT, c2 * TO_UNIT, c3 * TO_UNIT}};
}

/* The same for `n` posts at once, at most BATCH: a loop that does nothing else runs on vector instructions. */
static inline void many_draws(double (*restrict u)[BATCH], uint64_t seed, uint32_t block, uint32_t month,
                              const int32_t *restrict index, int64_t n)
{
    for (int64_t j = 0; j < n; j++) {
        Draws one = four_draws(seed, block, month, (uint32_t)index[j]);
        for (int lane = 0; lane < 4; lane++)
            u[lane][j] = one.u[lane];
    }
}

static inline double draw(uint64_t seed, int purpose, uint32_t month, uint64_t index)
{
    return four_draws(seed, purpose / 4, month, index).u[purpose % 4];
}

static inline double ratio(double x, const double *a, const double *b)
{
    double top = 0.0, bottom = 0.0;
    for (int k = 7; k >= 0; k--) {
        top = top * x + a[k];
        bottom = bottom * x + b[k];
    }
    return top / bottom;
}

static const double AS241_A[] = {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
                                 13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                                 33430.575583588128105, 2509.0809287301226727};
static const double AS241_B[] = {1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
                                 21213.794301586595867, 39307.895800092710610, 28729.085735721942674,
                                 5226.4952788528545610};
static const double AS241_C[] = {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
                                 3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
                                 0.0227238449892691845833, 7.74545014278341407640e-4};
static const double AS241_D[] = {1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
                                 0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
static const double AS241_E[] = {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
                                 0.296560571828504891230, 0.0265321895265761230930, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const double AS241_F[] = {1.0, 0.599832206555887937690, 0.136929880922735805310,
                                 0.0148753612908506148525, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7, 2.04426310338993978564e-15};

static inline double normal(double u)
{
    double centred = u + 0.5 * TO_UNIT - 0.5;
    if (fabs(centred) <= 0.425)
        return centred * ratio(0.180625 - centred * centred, AS241_A, AS241_B);
    double depth = sqrt(-log(0.5 - fabs(centred)));
    double size = depth <= 5.0 ? ratio(depth - 1.6, AS241_C, AS241_D) : ratio(depth - 5.0, AS241_E, AS241_F);
    return centred < 0.0 ? -size : size;
}

#endif
