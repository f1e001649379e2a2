// Stage 14: what a monitor shows of the light. A table encodes it: no driver's pow decides a code.
#version 330 core

uniform usampler2D encode;  // (256, 256): monitor code of each 16-bit share of the monitor's white
uniform int curve;          // 0: proportional. 1: extended Reinhard on the luminance (2002, equation 4)
uniform float gain;         // 0: light to share of white. 1: luminance to its normalised value
uniform float white;        // 1: the normalised luminance that is shown as white

out vec4 colour;

vec3 eye_light(ivec2 pixel);

float code(float share) {
    int level = int(clamp(share, 0.0, 1.0) * 65535.0 + 0.5);
    return float(texelFetch(encode, ivec2(level & 255, level >> 8), 0).r) / 255.0;
}

void main() {
    vec3 light = eye_light(ivec2(gl_FragCoord.xy));
    if (curve == 0) {
        light *= gain;
    } else {
        float y = max(dot(light, vec3(0.2126, 0.7152, 0.0722)), 0.0) * gain;
        light *= (1.0 + y / (white * white)) / (1.0 + y) * gain;
    }
    colour = vec4(code(light.r), code(light.g), code(light.b), 1.0);
}
