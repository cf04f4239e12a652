"""The parameters of CITYNET and what was believed of them before the case was looked at.

Where a mechanism could help or harm, its prior lies on both sides of zero: the sign of repression,
of concession, of mourning, of a shutdown's local effect and of each channel of an outside force is
not built in.
"""

from __future__ import annotations

from foedus.chance import Parameter, Prior

__all__ = ["PARAMETERS"]

_SCALE = "scale of the crowds in comparable waves of protest; weak"
_INVERTED_U = (
    "Steinert-Threlkeld, Joo and Chan: 24 cities in 5 countries, low severity of state violence is followed "
    "by larger, high severity by smaller protests; the sign is left open"
)
_NO_DATA = "no measurement known; the prior lies on both sides of zero"

PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "unrest.s0",
        Prior("lognormal", 0.012, 0.4),
        "1",
        "share of a city that may take to the street",
        _SCALE,
    ),
    Parameter(
        "unrest.lambda",
        Prior("lognormal", 0.11, 0.3),
        "1/hour",
        "largest hourly chance to join",
        "day-scale doubling",
    ),
    Parameter(
        "unrest.gamma",
        Prior("lognormal", 0.5, 0.3),
        "1/1000 persons",
        "steepness of joining in visible activity",
        "form of Bonnasse-Gahot et al. 2018, Sci. Rep. 8:107",
    ),
    Parameter(
        "unrest.lambda_c",
        Prior("lognormal", 0.05, 0.8),
        "1000 persons",
        "visible activity below which nobody joins",
        "form of Bonnasse-Gahot et al. 2018; widened",
    ),
    Parameter(
        "unrest.d0",
        Prior("lognormal", 60.0, 0.5),
        "km",
        "distance at which contagion between cities has fallen",
        "inter-city scale; Bonnasse-Gahot et al. 2018 find about 8 km between communes",
    ),
    Parameter(
        "unrest.delta",
        Prior("lognormal", 1.0, 0.25),
        "1",
        "exponent of the fall with distance",
        "Bonnasse-Gahot et al. 2018, widened",
    ),
    Parameter(
        "unrest.mu0",
        Prior("lognormal", 0.05, 0.6),
        "1",
        "share of contagion that knows no distance (media, telephone)",
        "Aidt and Leon-Ablan 2021: diffusion more than tripled local shocks",
    ),
    Parameter(
        "unrest.chi",
        Prior("beta", 3.0, 3.0),
        "1",
        "part of that share that a shutdown takes away",
        "Hassanpour 2011 (Egypt): protest dispersed; Rydzak (India)",
    ),
    Parameter("unrest.ell", Prior("normal", 0.1, 0.15), "1", "gain of local mixing in a shutdown", _NO_DATA),
    Parameter("unrest.tau", Prior("lognormal", 14.0, 0.3), "hours", "memory of what was seen", "daily cycle"),
    Parameter(
        "unrest.e0", Prior("lognormal", 0.002, 0.6), "1/hour", "chance to turn to violence unprovoked", "weak"
    ),
    Parameter(
        "unrest.e1",
        Prior("lognormal", 0.02, 0.6),
        "1/hour",
        "chance to turn to violence under contact policing",
        "weak",
    ),
    Parameter(
        "unrest.e2",
        Prior("lognormal", 0.10, 0.4),
        "1/hour",
        "chance to turn to violence among people using it",
        "weak",
    ),
    Parameter(
        "unrest.w_p",
        Prior("lognormal", 0.05, 0.4),
        "1/hour",
        "chance to go home from a crowd",
        "compare 0.25/day in Bonnasse-Gahot et al. 2018 for activity",
    ),
    Parameter(
        "unrest.w_v", Prior("lognormal", 0.03, 0.4), "1/hour", "chance to go home from violence", "as w_p"
    ),
    Parameter(
        "unrest.disp",
        Prior("lognormal", 0.04, 0.5),
        "1/hour",
        "chance that policing disperses a person for the hour",
        "form of Davies et al. 2013, Sci. Rep. 3:1303",
    ),
    Parameter(
        "unrest.a_v",
        Prior("lognormal", 0.035, 0.5),
        "1/hour",
        "detentions an officer makes where violence is wide",
        "form of Davies et al. 2013",
    ),
    Parameter(
        "unrest.a_p",
        Prior("lognormal", 0.0008, 0.8),
        "1/hour",
        "chance that a person in a calm crowd is detained",
        "weak",
    ),
    Parameter(
        "unrest.a_u",
        Prior("lognormal", 0.004, 0.8),
        "1/hour",
        "chance that a person who used violence is detained later, under an emergency",
        "weak",
    ),
    Parameter("unrest.hold", Prior("lognormal", 60.0, 0.5), "hours", "mean time held before release", "weak"),
    Parameter(
        "unrest.rho",
        Prior("lognormal", 0.6, 0.4),
        "1",
        "how fast violence saturates policing",
        "form of Davies et al. 2013",
    ),
    Parameter(
        "unrest.f",
        Prior("lognormal", 6e-4, 0.25),
        "1",
        "public-order officers per inhabitant",
        "national figures not found",
    ),
    Parameter(
        "unrest.m0",
        Prior("lognormal", 3000.0, 0.4),
        "persons",
        "mobile reserve of the interior forces",
        "not found; wide",
    ),
    Parameter("unrest.b1", Prior("normal", 0.3, 0.3), "1", "emboldening by middling severity", _INVERTED_U),
    Parameter("unrest.b2", Prior("normal", 0.04, 0.04), "1", "deterrence by high severity", _INVERTED_U),
    Parameter(
        "unrest.psi",
        Prior("normal", 20.0, 40.0),
        "persons/death/day",
        "people whom a remembered death brings (or keeps away)",
        _NO_DATA,
    ),
    Parameter(
        "unrest.theta_a",
        Prior("normal", 0.05, 0.35),
        "1",
        "calming by an announced concession",
        "Leuschner and Hellmeier: more protest after concessions; de Vogel: promises demobilise",
    ),
    Parameter(
        "unrest.theta_d", Prior("normal", 0.15, 0.35), "1", "calming by a delivered concession", "as theta_a"
    ),
    Parameter(
        "unrest.phi",
        Prior("lognormal", 0.0016, 0.7),
        "1/hour",
        "deaths by state forces per officer in contact, at severity 1",
        "judgement, made knowing the toll of January 2022; wide; the case narrows it",
    ),
    Parameter(
        "unrest.unarmed",
        Prior("beta", 1.5, 12.0),
        "1",
        "risk of a person not using violence against one who does",
        "rights organisations name unarmed victims; share not established",
    ),
    Parameter(
        "unrest.custody",
        Prior("lognormal", 1e-5, 1.0),
        "1/hour",
        "deaths in custody per person held",
        "no rate established; wide",
    ),
    Parameter(
        "unrest.phi_armed",
        Prior("lognormal", 2e-5, 1.0),
        "1/hour",
        "deaths caused per person using violence",
        "judgement, made knowing that 19 members of the security forces were killed in January 2022; wide",
    ),
    Parameter(
        "unrest.phi_services",
        Prior("lognormal", 0.002, 1.0),
        "1/hour/million",
        "deaths from lost services per million inhabitants cut off",
        "no data; prior alone",
    ),
    Parameter(
        "unrest.iota",
        Prior("lognormal", 0.012, 0.6),
        "1/hour",
        "injuries per officer in contact",
        "judgement, made knowing the number of injured in January 2022; wide; the case narrows it",
    ),
    Parameter(
        "unrest.xi",
        Prior("normal", 0.5, 0.4),
        "1",
        "officers freed for the street by one outsider on guard",
        "Russian ministry: about 1,600 freed by about 2,000; no data of its own; both signs allowed",
    ),
    Parameter(
        "unrest.loyalty",
        Prior("normal", 0.0, 0.3),
        "1",
        "change of effective officers under a strong outside signal",
        _NO_DATA,
    ),
    Parameter(
        "unrest.backlash",
        Prior("normal", 0.0, 0.3),
        "1",
        "change of the wish to join under outside troops",
        _NO_DATA,
    ),
    Parameter(
        "unrest.price",
        Prior("beta", 2.0, 2.0),
        "1",
        "part of the readiness to take to the street that hangs on the size of the price shock",
        "the price was the first demand and not the last; no measurement known",
    ),
    Parameter(
        "unrest.theta_r",
        Prior("normal", 0.0, 0.35),
        "1",
        "calming of the street while the detained are let go (if negative, emboldening)",
        _NO_DATA,
    ),
)

# Places of the parameters in that order.
(
    S0, LAMBDA, GAMMA, LAMBDA_C, D0, DELTA, MU0, CHI, ELL, TAU, E0, E1, E2, W_P, W_V, DISP, A_V, A_P,
    A_U, HOLD, RHO, F, M0, B1, B2, PSI, THETA_A, THETA_D, PHI, UNARMED, CUSTODY, PHI_ARMED,
    PHI_SERVICES, IOTA, XI, LOYALTY, BACKLASH, PRICE, THETA_R,
) = range(len(PARAMETERS))  # fmt: skip
