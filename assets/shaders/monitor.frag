// Stage 14, linear: light in units of the monitor's white over 65535, encoded by a table. No driver's pow decides a code.
#version 330 core

uniform usampler2D encode;  // (256, 256): monitor code of each 16-bit light

out vec4 colour;

vec3 eye_light(ivec2 pixel);

float code(float light) {
    int level = int(light + 0.5);
    return float(texelFetch(encode, ivec2(level & 255, level >> 8), 0).r) / 255.0;
}

void main() {
    vec3 light = eye_light(ivec2(gl_FragCoord.xy));
    colour = vec4(code(light.r), code(light.g), code(light.b), 1.0);
}
