/* The rules of behaviour, one inline function a rule; names and equations are those of sim/rules. */

#ifndef RULES_H
#define RULES_H

#include <math.h>
#include <stdbool.h>

#include "tables.h"

enum { PAPER, HYBRID, DIGITAL };

static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }
static inline double clip(double x) { return smaller(larger(x, 0.0), 1.0); }

static inline double logistic(double x)
{
    if (x >= 0.0)
        return 1.0 / (1.0 + exp(-x));
    double odds = exp(x);
    return odds / (1.0 + odds);
}

/* ---- resistance ---- */

static inline double discretion_rent(double office_rent, double grade_rent, double person, const Params *p)
{
    return clip(office_rent + grade_rent + p->rho_z * person);
}

static inline double loss_of_discretion(double now, double rent, double office_mean, double CM, const Params *p)
{
    double anchor = (1.0 - p->al) * rent * (1.0 - p->e_CM * CM);
    return clip(now + p->g_R * (anchor + p->al * office_mean - now));
}

static inline double job_insecurity(double now, double exposure, double guarantee, double digital, double budget,
                                    const Params *p)
{
    double threat = exposure * (1.0 - guarantee) * (p->r0 + (1.0 - p->r0) * digital);
    return clip(now + p->g_R * (clip(threat + p->a_b * (1.0 - budget)) - now));
}

static inline double hierarchy(double deference, double superiors_use, double champion, const Params *p)
{
    double leadership = 1.0 - (1.0 - superiors_use) * (1.0 - p->lam_ch * champion);
    return deference * (1.0 - leadership);
}

static inline double paper_habit(double now, int mode, const Params *p)
{
    double goal = mode == PAPER ? 1.0 : mode == HYBRID ? p->habit_hybrid : 0.0;
    return clip(now + p->g_H * (goal - now));
}

static inline double distrust(double now, double deficit, double incident, double incident_mean, const Params *p)
{
    double shock = p->j_C * (incident + p->spill * incident_mean) * (1.0 - now);
    return clip(now + p->g_R * (deficit - now) + shock);
}

static inline double trust_deficit(double infrastructure, double skill, double hardening, double trust)
{
    return 0.25 * ((1.0 - infrastructure) + (1.0 - skill) + (1.0 - hardening) + (1.0 - trust));
}

static inline double barriers(double infrastructure, double skill, double hardening, double budget,
                              double anchoring, double trust)
{
    double lack = (1.0 - infrastructure) + (1.0 - skill) + (1.0 - hardening);
    return (lack + (1.0 - budget) + (1.0 - anchoring) + (1.0 - trust)) / 6.0;
}

/* ---- skill ---- */

static inline bool in_target_group(int target, int grade, int tenure, double floor, const Params *p)
{
    if (target == 0)
        return true;
    if (target == 1)
        return grade >= 2;
    if (target == 2)
        return grade >= 2 && tenure >= p->champion_tenure;
    return floor < p->literacy_cut;
}

static inline double course_chance(double share, double budget, double posts_per_eligible, double resistance,
                                   const Params *p)
{
    return smaller(share * budget * posts_per_eligible, 1.0) * (1.0 - p->zeta_inv * resistance);
}

static inline double digital_skill(double now, double floor, int mode, bool trained, double resistance,
                                   const Params *p)
{
    double gap = 1.0 - now, fading = p->d_S * larger(now - floor, 0.0);
    double change = mode == PAPER    ? -fading
                    : mode == HYBRID ? p->lam_H * gap - p->decay_hybrid * fading
                                     : p->lam_D * gap;
    if (trained)
        change += p->t_S * (1.0 - p->zeta_T * resistance) * gap;
    return clip(now + change);
}

/* ---- enforcement ---- */

static inline double anticipation(double e_act, double e_ann, double months_left, const Params *p)
{
    double strongest = larger(e_ann, e_act);
    if (strongest <= 0.0)
        return 0.0;
    double discount = months_left <= 0.0 ? 1.0 : exp(-months_left / p->T_a);
    return (e_act + (e_ann - e_act) * discount) / strongest;
}

static inline double shield(int grade, double union_now, const Params *p)
{
    return grade <= 1 ? 1.0 - p->psi_U * union_now : grade == 3 ? 1.0 - p->imp : 1.0;
}

static inline double learned_rate(double sanctions, double exposed, double actual, const Params *p)
{
    double evidence = exposed + p->n0;
    return evidence > 0.0 ? (sanctions + p->n0 * actual) / evidence : actual;
}

static inline double perceived_detection(double now, double office_rate, double tier_rate, const Params *p)
{
    double seen = p->q_local * office_rate + (1.0 - p->q_local) * tier_rate;
    return now + p->g_Q * (seen - now);
}

/* ---- belief ---- */

static inline double belief(double now, double anchoring, double digital, double visible_use, const Params *p)
{
    double goal = (1.0 - p->chi_B) * anchoring + p->chi_B * 0.5 * (digital + visible_use);
    return clip(now + p->g_B * (goal - now));
}

/* ---- choice ---- */

static inline int choose_mode(const double value[3], double luck, const Params *p)
{
    double best = larger(value[PAPER], larger(value[HYBRID], value[DIGITAL]));
    if (p->decision_rule > 0.5)
        return value[PAPER] == best ? PAPER : value[HYBRID] == best ? HYBRID : DIGITAL;
    double paper = exp((value[PAPER] - best) / p->sigma);
    double hybrid = exp((value[HYBRID] - best) / p->sigma);
    double mark = luck * (paper + hybrid + exp((value[DIGITAL] - best) / p->sigma));
    return mark < paper ? PAPER : mark < paper + hybrid ? HYBRID : DIGITAL;
}

/* ---- offices and citizens ---- */

static inline double availability(double infrastructure, double reported_use, bool incident, double outage,
                                  bool cloud, const Params *p)
{
    double uptime = 1.0 - (cloud ? smaller(p->cloud_outage * outage, 1.0) : outage);
    if (incident)
        uptime *= 1.0 - p->dn;
    if (reported_use > 0.0) {
        double carried = p->cap * infrastructure;
        if (cloud)
            carried *= p->cloud_cap;
        uptime *= smaller(carried / reported_use, 1.0);
    }
    return uptime;
}

static inline double equipment_cost(double bought, double n_posts, double partnership, double cloud, const Params *p)
{
    double shared = 1.0 - (1.0 - p->cloud_cost) * cloud;
    return p->cost_equip * n_posts * bought * (1.0 - p->partner_saving * partnership) * shared;
}

static inline double funded(double purse, double committed, double planned)
{
    double left = purse - committed;
    if (left >= planned)
        return 1.0;
    return planned > 0.0 ? larger(left / planned, 0.0) : 0.0;
}

static inline double satisfaction(double transparency, double days, double accessibility, double trust,
                                  const Params *p)
{
    double efficiency = p->PT_p > p->PT_d ? clip((p->PT_p - days) / (p->PT_p - p->PT_d)) : 0.0;
    double scale = 5.0 - p->L0;
    double level = p->sat_mean + p->b_T * (p->L0 + scale * transparency - p->lik_T)
                   + p->b_E * (p->L0 + scale * efficiency - p->lik_E)
                   + p->b_A * (p->L0 + scale * accessibility - p->lik_A)
                   + p->b_D * (p->L0 + scale * trust - p->lik_D);
    return smaller(larger(level, 1.0), 5.0);
}

#endif
