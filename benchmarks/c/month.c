/* The month of sim/month.py as a C programmer would write it: same arrays, same draws, same order. */

#include <stdlib.h>
#include <string.h>

#include "draws.h"
#include "rules.h"

typedef struct {
    double hierarchy, resistance, barriers, effective, penalty;
} Stance;

/* What an office, its tier and the policy of the month are to those who work there. */
typedef struct {
    Params p;
    Grade grade[4];
    InForce v;
    TierLog z;
    Office o;
    OfficeLog now;
    double superiors_use[4];
} View;

static void look(View *view, const World *w, int t, int m)
{
    int k = (int)w->office[m].tier;
    view->p = *w->params;
    memcpy(view->grade, w->by_grade, sizeof view->grade);
    view->v = w->in_force[t * w->n_tiers + k];
    view->z = w->tier_log[t * w->n_tiers + k];
    view->o = w->office[m];
    view->now = w->office_log[t * w->n_offices + m];
    memcpy(view->superiors_use, w->superiors_use + 4 * m, sizeof view->superiors_use);
}

static inline Stance stance(const World *w, const View *x, int i)
{
    const Params *p = &x->p;
    int grade = w->posts.grade[i];
    Stance s;
    s.hierarchy = hierarchy(w->posts.deference[i], x->superiors_use[grade], x->now.champion, p);
    s.resistance = p->w_R1 * w->posts.discretion_loss[i] + p->w_R2 * w->posts.job_insecurity[i]
                   + p->w_R3 * s.hierarchy + p->w_R4 * w->posts.habit[i] + p->w_R5 * w->posts.distrust[i];
    s.barriers = barriers(x->now.infrastructure, w->posts.skill[i], x->z.hardening, x->v.budget, x->z.anchoring,
                          x->z.trust);
    s.effective = s.resistance * (1.0 + p->kappa * (s.barriers - p->X0));
    double believed = p->belief > 0.5 ? w->posts.belief[i] : 1.0;
    s.penalty = p->beta_E * x->z.anticipation * w->posts.detection[i] * believed
                * shield(grade, x->z.union_, p);
    return s;
}

static inline void utilities(const World *w, const View *x, int i, Stance s, double value[3])
{
    const Params *p = &x->p;
    double accepted = p->w_PE * x->now.performance + p->w_EE * w->posts.skill[i] + p->w_SI * x->now.influence
                      + p->w_FC * x->now.infrastructure;
    double core = p->beta0 + w->posts.taste[i] + x->o.culture + p->beta_U * accepted;
    double reward = p->beta_I * (x->v.inc * x->z.funded) * x->z.anchoring * x->v.budget;
    double counterparts = x->now.counterpart_digital + x->now.counterpart_hybrid;
    double on_paper = (1.0 - counterparts) * x->o.partnered;
    double owned = w->posts.tenure[i] / (w->posts.tenure[i] + p->tau_O);
    double token = p->eta0 + (1.0 - p->eta0) * x->v.ME;
    double doubt = p->belief > 0.5 ? p->beta_B * (1.0 - w->posts.belief[i]) : 0.0;
    value[PAPER] = -s.penalty - p->beta_ban * x->v.ban * x->z.anchoring * counterparts;
    value[HYBRID] = p->hybrid < 0.5 ? -INFINITY
                                    : p->chi_U * core + (1.0 - x->v.ME) * reward
                                          - p->chi_R * p->beta_R * s.effective - p->c_H - token * s.penalty;
    value[DIGITAL] = core + p->beta_O * owned + reward - p->beta_R * s.effective - doubt - p->c_X * on_paper;
}

/* ---- what officials find ---- */

static void impulses(World *w, int t, int k)
{
    const Params *p = w->params;
    const InForce *v = &w->in_force[t * w->n_tiers + k];
    Tier *tier = &w->tier[k];
    double intensity = v->announced * (v->gov * tier->reach + (1.0 - v->gov) * tier->will);
    if (v->transition > 0.0) {
        tier->commitment *= 1.0 - p->pi;
        tier->set_point *= 1.0 - p->pi;
    }
    if (v->new_set_point >= 0.0)
        tier->set_point = v->new_set_point;
    for (int m = (int)tier->first; m < tier->last; m++)
        for (int i = (int)w->office[m].first; i < w->office[m].last; i++) {
            if (v->transition > 0.0)
                w->posts.belief[i] *= 1.0 - p->pi_B * (1.0 - v->law);
            if (intensity > 0.0 && t >= w->office[m].golive)
                w->posts.detection[i] = larger(w->posts.detection[i], intensity);
        }
}

static void anchor(World *w, int t, int k)
{
    const Params *p = w->params;
    const Tier *tier = &w->tier[k];
    const InForce *v = &w->in_force[t * w->n_tiers + k];
    TierLog *z = &w->tier_log[t * w->n_tiers + k];
    z->commitment = tier->commitment;
    z->set_point = tier->set_point;
    z->union_ = tier->union_;
    z->trust = tier->trust;
    z->interoperability = tier->interoperability;
    z->hardening = tier->hardening;
    z->anchoring = v->law + (1.0 - v->law) * tier->commitment;
    z->enforcement = v->e_act * (v->gov * tier->reach + (1.0 - v->gov) * tier->will);
    z->anticipation = anticipation(v->e_act, v->e_ann, v->months_left, p);
    for (int m = (int)tier->first; m < tier->last; m++)
        z->n_preparing += t >= w->office[m].golive - p->lead - w->office[m].cooling;
}

static void count(World *w, int t, int m)
{
    const Params *p = w->params;
    const Office *o = &w->office[m];
    const TierLog *z = &w->tier_log[t * w->n_tiers + o->tier];
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    const int64_t *n_grade = w->n_grade + 4 * m;
    int64_t(*n_mode)[3] = (int64_t(*)[3])(w->n_mode + 12 * m);
    int64_t champions = 0;
    double fear = 0.0, insecurity = 0.0, skill = 0.0, n = o->last - o->first;
    memset(n_mode, 0, 12 * sizeof(int64_t));
    for (int64_t i = o->first; i < o->last; i++) {
        int grade = w->posts.grade[i];
        n_mode[grade][w->posts.mode[i]]++;
        champions += grade >= 2 && w->posts.tenure[i] >= p->champion_tenure;
        fear += w->posts.discretion_loss[i];
        insecurity += w->posts.job_insecurity[i];
        skill += w->posts.skill[i];
    }
    now->live = t >= o->golive;
    now->preparing = t >= o->golive - p->lead - o->cooling;
    now->paper = (n_mode[0][PAPER] + n_mode[1][PAPER] + n_mode[2][PAPER] + n_mode[3][PAPER]) / n;
    now->hybrid = (n_mode[0][HYBRID] + n_mode[1][HYBRID] + n_mode[2][HYBRID] + n_mode[3][HYBRID]) / n;
    now->digital = (n_mode[0][DIGITAL] + n_mode[1][DIGITAL] + n_mode[2][DIGITAL] + n_mode[3][DIGITAL]) / n;
    now->champion = w->in_force[t * w->n_tiers + o->tier].champ * champions / (n_grade[2] + n_grade[3]);
    now->digital_lower = n_mode[0][DIGITAL] + n_mode[1][DIGITAL];
    now->discretion_loss = fear / n;
    now->job_insecurity = insecurity / n;
    now->skill = skill / n;
    double used = 0.0;
    int64_t above = 0;
    w->superiors_use[4 * m + 3] = z->anchoring;
    for (int grade = 3; grade > 0; grade--) {
        used += n_mode[grade][DIGITAL] + p->hybrid_weight * n_mode[grade][HYBRID];
        above += n_grade[grade];
        w->superiors_use[4 * m + grade - 1] = used / above;
    }
}

static void run_system(World *w, int t, int m)
{
    const Params *p = w->params;
    const Office *o = &w->office[m];
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    double reported = now->digital + now->hybrid;
    double luck = draw(w->seed, INCIDENT, t, o->number);
    double hardening = w->tier_log[t * w->n_tiers + o->tier].hardening;
    const Shock *shock = &w->shocks[t * w->n_offices + m];
    now->incident = now->live > 0.0 && (shock->attack > 0.0 || luck < p->h0 * (1.0 - hardening) * reported);
    now->infrastructure = o->infrastructure;
    now->availability = availability(o->infrastructure, reported, now->incident > 0.0, shock->outage,
                                     w->in_force[t * w->n_tiers + o->tier].cloud > 0.0, p);
}

static void correspond(World *w, int t, int m)
{
    OfficeLog *office = w->office_log + t * w->n_offices, *now = office + m;
    const double *share = w->traffic + m * w->n_offices;
    double digital = 0.0, hybrid = 0.0, paperless = 0.0;
    for (int n = 0; n < w->n_offices; n++)
        if (share[n] > 0.0) {
            digital += share[n] * office[n].digital;
            hybrid += share[n] * office[n].hybrid;
            paperless += share[n] * office[n].digital * office[n].availability;
        }
    now->counterpart_digital = digital;
    now->counterpart_hybrid = hybrid;
    now->paperless_exchange = now->digital * now->availability * paperless;
}

static void look_around(World *w, int t, int k)
{
    const Tier *tier = &w->tier[k];
    TierLog *z = &w->tier_log[t * w->n_tiers + k];
    int64_t posts = 0, digital = 0;
    double incidents = 0.0, seen = 0.0, weight = 0.0;
    for (int m = (int)tier->first; m < tier->last; m++) {
        const OfficeLog *now = &w->office_log[t * w->n_offices + m];
        posts += w->office[m].last - w->office[m].first;
        for (int grade = 0; grade < 4; grade++)
            digital += w->n_mode[12 * m + 3 * grade + DIGITAL];
        incidents += now->incident;
        seen += w->office[m].visibility * now->digital * now->live;
        weight += w->office[m].visibility * now->live;
    }
    z->n_posts = posts;
    z->digital = (double)digital / posts;
    z->incident_mean = incidents / (tier->last - tier->first);
    z->visible_use = weight > 0.0 ? seen / weight : 0.0;
}

/* ---- taking stock ---- */

static void appraise(World *w, int t, int m)
{
    View x;
    look(&x, w, t, m);
    const Params *p = &x.p;
    const double leak_share[3] = {p->leak_P, p->leak_H, p->leak_D};
    bool obstructable = x.now.live > 0.0 && larger(x.v.e_act, x.v.e_ann) > 0.0;
    OfficeLog sum = {0};
    double fear_lower = 0.0, n = x.o.last - x.o.first;
    int64_t sabotage = 0, eligible = 0;
    for (int i = (int)x.o.first; i < x.o.last; i++) {
        Stance s = stance(w, &x, i);
        int grade = w->posts.grade[i], mode = w->posts.mode[i];
        double rent = discretion_rent(x.o.rent, x.grade[grade].rent, w->posts.rent[i], p);
        sum.hierarchy += s.hierarchy;
        sum.habit += w->posts.habit[i];
        sum.distrust += w->posts.distrust[i];
        sum.resistance += s.resistance;
        sum.barriers += s.barriers;
        sum.effective_resistance += s.effective;
        sum.penalty += s.penalty;
        sum.belief += w->posts.belief[i];
        sum.detection += w->posts.detection[i];
        sum.rent += rent;
        sum.leak += rent * leak_share[mode];
        if (grade >= 2)
            sum.senior_resistance += s.resistance;
        else
            fear_lower += w->posts.job_insecurity[i];
        sabotage += obstructable && mode != DIGITAL && s.effective > p->th_Z;
        eligible += in_target_group((int)x.v.target, grade, w->posts.tenure[i], w->posts.skill_floor[i], p);
    }
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    now->hierarchy = sum.hierarchy / n;
    now->habit = sum.habit / n;
    now->distrust = sum.distrust / n;
    now->resistance = sum.resistance / n;
    now->senior_resistance = sum.senior_resistance / (w->n_grade[4 * m + 2] + w->n_grade[4 * m + 3]);
    now->barriers = sum.barriers / n;
    now->effective_resistance = sum.effective_resistance / n;
    now->penalty = sum.penalty / n;
    now->belief = sum.belief / n;
    now->detection = sum.detection / n;
    now->rent = sum.rent / n;
    now->leak = sum.leak / n;
    now->sabotage = sabotage / n;
    TierLog *z = &w->tier_log[t * w->n_tiers + x.o.tier];
    z->fear_lower += fear_lower;
    now->eligible = eligible * now->preparing;
    z->n_eligible += now->eligible;
}

static void enforce(World *w, int t, int m)
{
    const Params *p = w->params;
    const Office *o = &w->office[m];
    const TierLog *z = &w->tier_log[t * w->n_tiers + o->tier];
    const InForce *v = &w->in_force[t * w->n_tiers + o->tier];
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    double token = p->eta0 + (1.0 - p->eta0) * v->ME, consequences = p->phi0 + (1.0 - p->phi0) * v->ME;
    double chance = z->enforcement * z->anchoring, exposed = 0.0;
    int64_t audits = 0, sanctions = 0, token_sanctions = 0;
    bool checks = z->enforcement > 0.0 && now->live > 0.0;
    double luck[4][BATCH];
    for (int64_t i = o->first, j = 0; i < o->last; i++, j = (j + 1) % BATCH) {
        int mode = w->posts.mode[i];
        double spared = shield(w->posts.grade[i], z->union_, p);
        if (mode == PAPER)
            exposed += spared;
        if (!checks)
            continue;
        if (j == 0)
            many_draws(luck, w->seed, WHEN_NEEDED, t, w->posts.number + i, smaller(o->last - i, BATCH));
        bool checked = luck[1][j] < chance, punished = checked && luck[3][j] < consequences * spared;
        audits += checked;
        sanctions += punished && mode == PAPER;
        token_sanctions += punished && mode == HYBRID && luck[2][j] < token;
    }
    now->audits = audits;
    now->sanctions = sanctions;
    now->token_sanctions = token_sanctions;
    now->exposed = exposed;
    now->rate = learned_rate(sanctions, exposed, chance * consequences, p);
}

static void pool_enforcement(World *w, int t, int k)
{
    const Params *p = w->params;
    TierLog *z = &w->tier_log[t * w->n_tiers + k];
    double sanctions = 0.0, exposed = 0.0;
    int64_t lower = 0;
    for (int m = (int)w->tier[k].first; m < w->tier[k].last; m++) {
        const OfficeLog *now = &w->office_log[t * w->n_offices + m];
        sanctions += now->sanctions * now->live;
        exposed += now->exposed * now->live;
        lower += w->n_grade[4 * m] + w->n_grade[4 * m + 1];
    }
    double consequences = p->phi0 + (1.0 - p->phi0) * w->in_force[t * w->n_tiers + k].ME;
    z->rate = learned_rate(sanctions, exposed, z->enforcement * z->anchoring * consequences, p);
    z->fear_lower /= lower;
}

static double purchase(const World *w, int t, int m, double paid)
{
    const Params *p = w->params;
    int k = (int)w->office[m].tier;
    const OfficeLog *now = &w->office_log[t * w->n_offices + m];
    const InForce *v = &w->in_force[t * w->n_tiers + k];
    const TierLog *z = &w->tier_log[t * w->n_tiers + k];
    double share = 0.0;
    if (now->preparing > 0.0 && z->n_preparing > 0.0)
        share = smaller(v->inv * (1.0 + p->partner_gain * v->partnership)
                            * (w->tier[k].last - w->tier[k].first) / z->n_preparing, p->inv_max) * paid;
    return share * v->budget * (1.0 - p->zeta_inv * now->senior_resistance) * (1.0 - now->infrastructure);
}

static double planned(const World *w, int t, int m)
{
    const Params *p = w->params;
    const Office *o = &w->office[m];
    const OfficeLog *now = &w->office_log[t * w->n_offices + m];
    const InForce *v = &w->in_force[t * w->n_tiers + o->tier];
    const TierLog *z = &w->tier_log[t * w->n_tiers + o->tier];
    double n = o->last - o->first;
    double cost = v->inc * v->budget * p->incentive_wage * p->wage * (n * now->digital + (1.0 - v->ME) * (n * now->hybrid));
    cost += v->CM * p->cost_CM + v->hard * v->budget * p->cost_hard;
    cost += equipment_cost(purchase(w, t, m, 1.0), n, v->partnership, v->cloud, p);
    if (now->eligible > 0.0)
        cost += now->eligible * course_chance(v->train, v->budget, z->n_posts / z->n_eligible, now->resistance, p)
                * p->cost_course;
    return cost;
}

static void fund(World *w, int t, int k)
{
    const Params *p = w->params;
    const Tier *tier = &w->tier[k];
    const InForce *v = &w->in_force[t * w->n_tiers + k];
    TierLog *z = &w->tier_log[t * w->n_tiers + k];
    z->planned = v->standards * v->budget * p->cost_std + v->aware * p->cost_aware * tier->citizens;
    z->committed = v->enacting;
    for (int m = (int)tier->first; m < tier->last; m++) {
        z->planned += planned(w, t, m);
        z->committed += w->office_log[t * w->n_offices + m].audits * p->cost_audit + v->ME * p->cost_ME;
        z->committed += v->champ * (double)(w->n_grade[4 * m + 2] + w->n_grade[4 * m + 3]) * p->cost_champion;
    }
    z->funded = funded(tier->purse, z->committed, z->planned);
    z->overrun = larger(z->committed - tier->purse, 0.0);
}

/* ---- gates and service ---- */

static void gate(World *w, int t, int m)
{
    const Params *p = w->params;
    Office *o = &w->office[m];
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    const TierLog *z = &w->tier_log[t * w->n_tiers + o->tier];
    double fit = 1.0 - p->fit_gov * (w->in_force[t * w->n_tiers + o->tier].gov - p->gov_neutral);
    double externality = p->om * now->digital + (1.0 - p->om) * z->interoperability * now->counterpart_digital;
    now->performance = clip(now->availability * fit * (1.0 - p->z_s * now->sabotage)
                            * (1.0 - p->nu + p->nu * externality));
    now->influence = (1.0 - p->vs) * (now->digital + p->hybrid_weight * now->hybrid) + p->vs * z->visible_use;
    View x;
    look(&x, w, t, m);
    double willingness = 0.0;
    for (int i = (int)o->first; i < o->last; i++)
        if (w->posts.grade[i] == 3) {
            double value[3];
            utilities(w, &x, i, stance(w, &x, i), value);
            willingness += larger(value[HYBRID], value[DIGITAL]) - value[PAPER];
        }
    now->willingness = willingness / w->n_grade[4 * m + 3];
    double needed = o->open == 1 ? p->th_G - p->d_G : p->th_G;
    o->open = now->live > 0.0 && (p->gate < 0.5 || now->willingness > needed);
    now->open = o->open;
}

static void serve(World *w, int t, int m)
{
    const Params *p = w->params;
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    now->end_to_end = now->availability;
    for (int grade = 0; grade < 4; grade++)
        now->end_to_end *= (double)w->n_mode[12 * m + 3 * grade + DIGITAL] / w->n_grade[4 * m + grade];
    double slow = p->PT_p * (1.0 - now->end_to_end) * (1.0 + p->dup * now->hybrid) * (1.0 + p->PT_Z * now->sabotage);
    now->processing_days = p->PT_d * now->end_to_end + slow;
}

static void meet_citizens(World *w, int t, int k)
{
    const Tier *tier = &w->tier[k];
    TierLog *z = &w->tier_log[t * w->n_tiers + k];
    double transparency = 0.0, served = 0.0, days = 0.0, n = tier->last - tier->first;
    for (int m = (int)tier->first; m < tier->last; m++) {
        const OfficeLog *now = &w->office_log[t * w->n_offices + m];
        transparency += now->digital * now->availability + w->params->x_T_hybrid * now->hybrid;
        served += now->availability;
        days += now->processing_days;
    }
    z->transparency = transparency / n;
    z->accessibility = tier->access * served / n;
    z->processing_days = days / n;
    z->satisfaction = satisfaction(z->transparency, z->processing_days, z->accessibility, z->trust, w->params);
}

/* ---- officials decide and learn ---- */

static inline int choose(const World *w, const View *x, int t, int i, Stance s)
{
    const Params *p = &x->p;
    if (x->now.open < 0.5)
        return PAPER;
    double luck = four_draws(w->seed, WHEN_NEEDED, t, w->posts.number[i]).u[0];
    if (p->decision_rule > 1.5)
        return w->posts.mode[i] == DIGITAL || luck < p->hazard_p + p->hazard_q * x->now.digital ? DIGITAL : PAPER;
    double value[3];
    utilities(w, x, i, s, value);
    return choose_mode(value, luck, p);
}

static void decide(World *w, int t, int m)
{
    View x;
    look(&x, w, t, m);
    const Params *p = &x.p;
    Posts posts = w->posts;
    int64_t transfers = 0, avoided = 0, recruits = 0, courses = 0;
    double course = course_chance(x.v.train, x.v.budget, x.z.n_posts / x.z.n_eligible, x.now.resistance, p)
                    * x.z.funded;
    double luck[4][BATCH];
    for (int i = (int)x.o.first, j = 0; i < x.o.last; i++, j = (j + 1) % BATCH) {
        if (j == 0)
            many_draws(luck, w->seed, EVERY_MONTH, t, posts.number + i, smaller(x.o.last - i, BATCH));
        Stance s = stance(w, &x, i);
        int grade = posts.grade[i], worked = posts.mode[i];
        if (luck[0][j] < p->lam)
            posts.mode[i] = (int8_t)choose(w, &x, t, i, s);
        bool trained = x.now.preparing > 0.0 && luck[3][j] < course
                       && in_target_group((int)x.v.target, grade, posts.tenure[i], posts.skill_floor[i], p);
        double rate = x.grade[grade].transfer;
        double chance = x.v.transition > 0.0 && grade >= 2 ? rate * p->reshuffle : rate;
        bool moves = luck[1][j] < chance * (1.0 - x.v.TP), leaves = luck[2][j] < p->turn;
        double deficit = trust_deficit(x.now.infrastructure, posts.skill[i], x.z.hardening, x.z.trust);
        double rent = discretion_rent(x.o.rent, x.grade[grade].rent, posts.rent[i], p);
        posts.skill[i] = digital_skill(posts.skill[i], posts.skill_floor[i], worked, trained, s.resistance, p);
        posts.discretion_loss[i]
            = loss_of_discretion(posts.discretion_loss[i], rent, x.now.discretion_loss, x.v.CM * x.z.funded, p);
        posts.job_insecurity[i] = job_insecurity(posts.job_insecurity[i], x.grade[grade].exposure,
                                                 x.v.J * x.z.anchoring, x.z.digital, x.v.budget, p);
        posts.habit[i] = paper_habit(posts.habit[i], worked, p);
        posts.distrust[i] = distrust(posts.distrust[i], deficit, x.now.incident, x.z.incident_mean, p);
        posts.belief[i] = belief(posts.belief[i], x.z.anchoring, x.now.digital, x.z.visible_use, p);
        if (x.v.deadline_passed > 0.0 && x.now.live > 0.0)
            posts.detection[i] = perceived_detection(posts.detection[i], x.now.rate, x.z.rate, p);
        posts.tenure[i]++;
        w->leaving[i] = (int8_t)(moves + 2 * leaves);
        courses += trained;
        transfers += moves;
        avoided += luck[1][j] < chance && !moves;
        recruits += leaves;
    }
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    now->trained = courses;
    now->transfers = transfers;
    now->transfers_avoided = avoided;
    now->recruits = recruits;
}

/* ---- institutions and people move on ---- */

static void equip(World *w, int t, int m)
{
    const Params *p = w->params;
    Office *o = &w->office[m];
    OfficeLog *now = &w->office_log[t * w->n_offices + m];
    const InForce *v = &w->in_force[t * w->n_tiers + o->tier];
    const TierLog *z = &w->tier_log[t * w->n_tiers + o->tier];
    double F = now->infrastructure;
    now->equipment_bought = purchase(w, t, m, z->funded);
    o->infrastructure = clip(F + now->equipment_bought - p->d_F * (1.0 - v->budget * z->anchoring) * F);
}

static void move_institutions(World *w, int t, int k)
{
    const Params *p = w->params;
    Tier *tier = &w->tier[k];
    const InForce *v = &w->in_force[t * w->n_tiers + k];
    const TierLog *z = &w->tier_log[t * w->n_tiers + k];
    double I = z->interoperability, Hd = z->hardening, CT = z->trust;
    double best = smaller(p->I_base + p->I_gov * v->gov + p->I_law * v->exchange_law, 1.0);
    tier->commitment = z->commitment + p->g_P * (z->set_point - z->commitment);
    tier->union_ = clip(z->union_ + p->g_U * (logistic((z->fear_lower - p->th_U) / p->s_U) - z->union_));
    tier->interoperability = clip(I + v->budget * (v->standards * z->funded) * larger(best - I, 0.0));
    tier->hardening = clip(Hd + v->budget * (v->hard * z->funded) * (1.0 - Hd) - p->d_Hd * Hd);
    double learning = tier->trust_speed * ((z->satisfaction - 1.0) / 4.0 - CT);
    tier->trust = clip(CT + learning - p->w_inc * p->j_CT * z->incident_mean + p->aware_effect * (v->aware * z->funded) * (1.0 - CT));
}

typedef struct {
    double key;
    int64_t post;
} Mover;

static int by_key(const void *a, const void *b)
{
    const Mover *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

static void transfer(World *w, Mover *ring, int64_t n)
{
    Posts posts = w->posts;
    double *traits[] = {posts.skill,    posts.skill_floor, posts.discretion_loss, posts.job_insecurity,
                        posts.habit,    posts.distrust,    posts.belief,          posts.deference,
                        posts.taste,    posts.rent};
    if (n < 2)
        return;
    qsort(ring, n, sizeof *ring, by_key);
    for (size_t c = 0; c < sizeof traits / sizeof *traits; c++) {
        double *trait = traits[c], carried = trait[ring[n - 1].post];
        for (int64_t j = n - 1; j > 0; j--)
            trait[ring[j].post] = trait[ring[j - 1].post];
        trait[ring[0].post] = carried;
    }
    for (int64_t j = 0; j < n; j++) {
        int64_t i = ring[j].post;
        posts.skill[i] = posts.skill_floor[i] + (1.0 - w->params->s_loss) * (posts.skill[i] - posts.skill_floor[i]);
        posts.tenure[i] = 0;
    }
}

static void recruit(World *w, int t, int64_t m, int64_t i)
{
    const Params *p = w->params;
    const Grade *grade = &w->by_grade[w->posts.grade[i]];
    Posts posts = w->posts;
    Draws luck = four_draws(w->seed, RECRUIT, t, posts.number[i]);
    posts.rent[i] = normal(luck.u[0]);
    posts.deference[i] = clip(p->def_mean + p->def_sd * normal(luck.u[1]));
    posts.taste[i] = p->sigma_xi * normal(luck.u[2]);
    posts.skill[i] = clip(grade->skill + w->tier[w->office[m].tier].skill_shift + p->entrant_skill + p->skill_sd * normal(luck.u[3]));
    posts.skill_floor[i] = posts.skill[i];
    posts.discretion_loss[i] = discretion_rent(w->office[m].rent, grade->rent, posts.rent[i], p);
    posts.job_insecurity[i] = grade->exposure * p->r0;
    posts.habit[i] = p->entrant_habit;
    posts.distrust[i] = p->entrant_distrust;
    posts.belief[i] = w->tier_log[t * w->n_tiers + w->office[m].tier].anchoring;
    posts.tenure[i] = 0;
}

static void move_people(World *w, int t, int k)
{
    const Tier *tier = &w->tier[k];
    int64_t first = w->office[tier->first].first, last = w->office[tier->last - 1].last;
    Mover *ring = malloc((last - first) * sizeof *ring);
    for (int grade = 0; grade < 4; grade++) {
        int64_t n = 0;
        for (int64_t i = first; i < last; i++)
            if (w->leaving[i] & 1 && w->posts.grade[i] == grade)
                ring[n++] = (Mover){draw(w->seed, TRANSFER_KEY, t, w->posts.number[i]), i};
        transfer(w, ring, n);
    }
    free(ring);
    for (int64_t m = tier->first; m < tier->last; m++)
        for (int64_t i = w->office[m].first; i < w->office[m].last; i++)
            if (w->leaving[i] & 2)
                recruit(w, t, m, i);
}

void live(int start, int stop, World *w)
{
    for (int t = start; t < stop; t++) {
        for (int k = 0; k < w->n_tiers; k++) {
            impulses(w, t, k);
            anchor(w, t, k);
            for (int m = (int)w->tier[k].first; m < w->tier[k].last; m++) {
                count(w, t, m);
                run_system(w, t, m);
            }
        }
        for (int k = 0; k < w->n_tiers; k++) {
            for (int m = (int)w->tier[k].first; m < w->tier[k].last; m++)
                correspond(w, t, m);
            look_around(w, t, k);
            for (int m = (int)w->tier[k].first; m < w->tier[k].last; m++) {
                appraise(w, t, m);
                enforce(w, t, m);
            }
            pool_enforcement(w, t, k);
        fund(w, t, k);
            for (int m = (int)w->tier[k].first; m < w->tier[k].last; m++) {
                gate(w, t, m);
                serve(w, t, m);
            }
            meet_citizens(w, t, k);
        }
        for (int m = 0; m < w->n_offices; m++)
            decide(w, t, m);
        for (int k = 0; k < w->n_tiers; k++) {
            for (int m = (int)w->tier[k].first; m < w->tier[k].last; m++)
                equip(w, t, m);
            move_institutions(w, t, k);
            move_people(w, t, k);
        }
    }
}
